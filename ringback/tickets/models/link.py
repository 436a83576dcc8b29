from django.db import models

from ringback.kit.models import Base, labels
from ringback.tickets.models.ticket import Ticket


class Link(Base):
    """Two tickets have to do with each other. `possibly`: a mail pointed there without proof; `follows`: came
    after closing; `split`: was split off from it; `incident`: is one of the incidents of a problem, its parent."""

    pii = labels(link="kind at")

    RELATED, POSSIBLY, FOLLOWS = "related", "possibly", "follows"
    SPLIT, INCIDENT = "split", "incident"
    KINDS = [RELATED, POSSIBLY, FOLLOWS, SPLIT, INCIDENT]

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="links")
    other = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="linked_from")
    kind = models.CharField(max_length=10)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "other"], name="one_link"),
            models.UniqueConstraint(
                fields=["ticket"], name="one_parent", condition=models.Q(kind="incident")
            ),
            models.CheckConstraint(condition=~models.Q(ticket=models.F("other")), name="no_link_to_itself"),
        ]
