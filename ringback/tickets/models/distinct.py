from django.db import models

from ringback.kit.models import Base, labels
from ringback.tickets.models.ticket import Ticket


class DistinctTickets(Base):
    """Somebody has said that these two are not the same: they are suggested as duplicates no more. The older one is
    named first."""

    pii = labels(link="by_id at")

    first = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    by_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="one_distinct_tickets")]
