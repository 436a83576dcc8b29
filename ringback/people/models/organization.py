from django.db import models

from ringback.access.policy import may
from ringback.kit.models import Base, labels
from ringback.ledger.actor import Actor


class Organizations(models.QuerySet["Organization"]):
    def visible_to(self, actor: Actor) -> "Organizations":
        """House staff see organizations; partners and customers do not."""
        return self if may(actor, "organization.read") else self.none()


class Organization(Base):
    """A company or body that contacts belong to."""

    pii = labels(link="name folded created_at version", content="notes")

    name = models.CharField(max_length=200)
    folded = models.CharField(max_length=400, unique=True)
    notes = models.TextField(default="", blank=True)
    created_at = models.DateTimeField()
    version = models.IntegerField(default=1)

    objects = Organizations.as_manager()

    def __str__(self) -> str:
        return self.name
