from django.db import models

from ringback.channels.models.delivery import Delivery
from ringback.kit.models import Base, labels


class Attempt(Base):
    """One try at a delivery: when, under which fence, and what the server said."""

    pii = labels(link="number started_at ended_at ok code", content="answer")

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="tries")
    number = models.IntegerField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ok = models.BooleanField(null=True)
    code = models.CharField(max_length=20, default="")
    answer = models.CharField(max_length=1000, default="")
