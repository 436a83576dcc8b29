from typing import Any

from django.db import models

from ringback.kit.models import Base, labels
from ringback.people.models import Contact


class Participant(Base):
    """A customer who takes part in a ticket. Only suggested ones (a copy line in a mail) have no rights until
    confirmed."""

    pii = labels(contact="address folded", identity="name", link="role is_confirmed at from_message_id")

    REQUESTER, COPIED = "requester", "copied"

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="participants")
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="parts")
    name = models.CharField(max_length=200, default="")
    address = models.CharField(max_length=254)
    folded = models.CharField(max_length=254)
    role = models.CharField(max_length=10)
    is_confirmed = models.BooleanField(default=True)
    at = models.DateTimeField()
    # They see what was said from this message on; 0 for the requester, who sees all.
    from_message_id = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "folded"], name="one_part")]
        indexes = [models.Index(fields=["contact", "ticket"], name="part_by_contact")]

    @staticmethod
    def taken_by(user_id: int) -> "models.QuerySet[Participant, Any]":
        """The tickets in which the customer who signs in as this user takes part."""
        mine = Participant.objects.filter(contact__user_id=user_id, is_confirmed=True)
        return mine.values("ticket_id")
