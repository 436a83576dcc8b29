from django.db import models

from ringback.kit.models import Base, labels
from ringback.tickets.models.ticket import Ticket


class Link(Base):
    """Two tickets have to do with each other. `possibly`: a mail pointed there without proof; `follows`: came
    after closing."""

    pii = labels(link="kind at")

    RELATED, POSSIBLY, FOLLOWS = "related", "possibly", "follows"
    KINDS = [RELATED, POSSIBLY, FOLLOWS]

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="links")
    other = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="linked_from")
    kind = models.CharField(max_length=10)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "other"], name="one_link"),
            models.CheckConstraint(condition=~models.Q(ticket=models.F("other")), name="no_link_to_itself"),
        ]
