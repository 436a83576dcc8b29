from django.db import models

from ringback.channels.models.line import Line
from ringback.kit.models import Base, labels


class Breaker(Base):
    """Automatic mail that is withheld for now, because too much goes to and fro: between a line and an address (loop),
    or from the whole desk (flood: no line, no address). The row goes when the traffic has run dry."""

    pii = labels(link="reason mails since", contact="address")

    LOOP, FLOOD = "loop", "flood"

    line = models.ForeignKey(Line, null=True, on_delete=models.CASCADE, related_name="breakers")
    address = models.CharField(max_length=320, default="")  # folded
    reason = models.CharField(max_length=5)
    mails = models.IntegerField()  # counted when it was last looked at
    since = models.DateTimeField()
