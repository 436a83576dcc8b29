from django.db import models

from ringback.kit.models import Base, labels


class Blob(Base):
    """Bytes that are stored once, however often they were sent. The name in the store is the SHA-256."""

    pii = labels(link="sha256 size created_at")

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.BigIntegerField()
    created_at = models.DateTimeField()
