from django.db import models

from ringback.company.models import Code, ReasonVersion
from ringback.kit.models import Base, labels
from ringback.tickets.models.ticket import Ticket


class Coding(Base):
    """Why a customer came, what we did, and why it happened: three answers that are kept apart. The contact reason is
    the version that was chosen, so that it reads as it did then."""

    pii = labels(link="at")

    ticket = models.OneToOneField(Ticket, on_delete=models.CASCADE, related_name="coding")
    reason = models.ForeignKey(ReasonVersion, null=True, on_delete=models.PROTECT)
    resolution = models.ForeignKey(Code, null=True, on_delete=models.PROTECT, related_name="+")
    cause = models.ForeignKey(Code, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
