from django.db import models

from ringback.company.models.reason import Reason
from ringback.kit.models import Base, labels


class ReasonVersion(Base):
    """What a contact reason was called, and where it stood, from `at` on. Rows point here; nothing changes it."""

    pii = labels(link="number name path at")

    reason = models.ForeignKey(Reason, on_delete=models.PROTECT, related_name="versions")
    number = models.IntegerField()
    name = models.CharField(max_length=100)
    path = models.CharField(max_length=320)
    parent = models.ForeignKey(Reason, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reason", "number"], name="one_reason_version")]

    def __str__(self) -> str:
        return self.path
