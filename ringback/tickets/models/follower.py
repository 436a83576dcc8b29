from django.db import models

from ringback.access.models import User
from ringback.kit.models import Base, labels
from ringback.tickets.models.ticket import Ticket


class Follower(Base):
    """Somebody follows a ticket that they can see. It opens nothing to them: a team that follows has a Grant."""

    pii = labels(link="at")

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="followers")
    user = models.ForeignKey(User, on_delete=models.CASCADE)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "ticket"], name="one_following")]
