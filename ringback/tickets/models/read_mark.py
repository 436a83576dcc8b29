from django.db import models

from ringback.access.models import User
from ringback.kit.models import Base, labels
from ringback.tickets.models.ticket import Ticket


class ReadMark(Base):
    """How far somebody has read a ticket's thread."""

    pii = labels(link="message_id at")

    user = models.ForeignKey(User, on_delete=models.CASCADE)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="read_marks")
    message_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "ticket"], name="one_read_mark")]
