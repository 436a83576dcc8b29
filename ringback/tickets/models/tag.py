from django.db import models

from ringback.kit.models import Base, labels
from ringback.tickets.models.ticket import Ticket


class Tag(Base):
    """A word that tickets share."""

    pii = labels(link="name folded")

    name = models.CharField(max_length=50)
    folded = models.CharField(max_length=50, unique=True)

    def __str__(self) -> str:
        return self.name


class TicketTag(Base):
    """This ticket carries this tag."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="tags")
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="tickets")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "tag"], name="one_tag")]
        indexes = [models.Index(fields=["tag", "ticket"], name="tickets_by_tag")]
