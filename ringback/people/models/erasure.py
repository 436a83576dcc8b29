from django.db import models
from django.db.models import Q

from ringback.kit.models import Base, labels
from ringback.ledger.actor import Actor
from ringback.people.models.contact import Contact


class Erasures(models.QuerySet["Erasure"]):
    def visible_to(self, actor: Actor) -> "Erasures":
        """Those of visible contacts."""
        return self.filter(contact__in=Contact.objects.visible_to(actor))


class Erasure(Base):
    """That a person is to be forgotten: asked for, and until its day it can be taken back."""

    pii = labels(link="asked_at due_at cancelled_at done_at")

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="erasures")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    objects = Erasures.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contact"],
                name="one_open_erasure",
                condition=Q(cancelled_at__isnull=True, done_at__isnull=True),
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="erasure_due",
                condition=Q(cancelled_at__isnull=True, done_at__isnull=True),
            )
        ]
