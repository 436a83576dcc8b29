from django.db import models

from ringback.access.models.user import User
from ringback.kit.models import Base, labels


class BreakGlass(Base):
    """An administrator who is no agent reads tickets for an hour, with a reason that everybody can check
    afterwards."""

    pii = labels(link="at until", content="reason")

    user = models.ForeignKey(User, on_delete=models.CASCADE)
    reason = models.CharField(max_length=500)
    at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["user", "until"], name="break_glass_open")]
