from django.db import models

from ringback.channels.models import Delivery
from ringback.kit.models import Base, labels
from ringback.tickets.models.ticket import Ticket


class Acknowledgement(Base):
    """The one mail that says we have it. It is never a reply; an answer to it finds the ticket."""

    pii = labels(link="at")

    ticket = models.OneToOneField(Ticket, on_delete=models.CASCADE, related_name="acknowledgement")
    delivery = models.OneToOneField(Delivery, on_delete=models.PROTECT, related_name="acknowledgement")
    at = models.DateTimeField()
