from django.db import models

from ringback.access.policy import may
from ringback.kit.models import Base, labels
from ringback.ledger.actor import Actor


class Segments(models.QuerySet["Segment"]):
    def visible_to(self, actor: Actor) -> "Segments":
        """House staff see segments; partners and customers do not."""
        return self if may(actor, "segment.read") else self.none()


class Segment(Base):
    """A named set of contacts: those for whom all of its conditions hold (people.conditions). Nobody is put in by hand,
    so that it is never out of date."""

    pii = labels(link="name folded colour created_at version", content="conditions")

    COLOURS = ["", "blue", "green", "amber", "red"]

    name = models.CharField(max_length=60)
    folded = models.CharField(max_length=120, unique=True)
    colour = models.CharField(max_length=10, default="")
    conditions = models.TextField()  # JSON [{"field", "op", "value"}]
    created_at = models.DateTimeField()
    version = models.IntegerField(default=1)

    objects = Segments.as_manager()

    def __str__(self) -> str:
        return self.name
