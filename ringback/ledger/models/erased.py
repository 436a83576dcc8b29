from django.db import models

from ringback.kit.models import Base, labels


class Erased(Base):
    """That somebody was erased, not who: kind and a salted hash of the id, so that the same can be erased again where
    an older backup has brought them back."""

    pii = labels(link="kind salt digest at")

    kind = models.CharField(max_length=30)
    salt = models.CharField(max_length=32)  # one for many rows: whoever looks for many hashes each once
    digest = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()
