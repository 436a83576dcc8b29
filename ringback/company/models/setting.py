from django.db import models

from ringback.kit.models import Base, labels


class Setting(Base):
    """One setting of the house, JSON; absent means the default in house.py."""

    pii = labels(link="name value version")

    name = models.CharField(max_length=60, unique=True)
    value = models.TextField()
    version = models.IntegerField(default=1)
