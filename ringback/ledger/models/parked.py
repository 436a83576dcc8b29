from django.db import models

from ringback.kit.models import Base, labels


class Parked(Base):
    """A reaction or reading that failed: kept, counted on the health page, tried again by hand."""

    pii = labels(link="name event_id at settled_at attempts", content="error")

    name = models.CharField(max_length=120)
    event_id = models.BigIntegerField()
    at = models.DateTimeField()
    error = models.TextField()
    attempts = models.IntegerField(default=1)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["at"], name="parked_open", condition=models.Q(settled_at__isnull=True))
        ]
