from datetime import datetime

from django.db import models
from django.db.models import Q

from ringback.access.models import User
from ringback.kit.models import Base, labels
from ringback.ledger.actor import Actor
from ringback.tickets.models import Message, Ticket


class Confirmations(models.QuerySet["Confirmation"]):
    def visible_to(self, actor: Actor) -> "Confirmations":
        """Those of visible tickets."""
        return self.filter(Ticket.seen_by(actor))

    def waiting(self) -> "Confirmations":
        """Asked, and neither answered nor overtaken by what happened to the ticket."""
        return self.filter(answer="", withdrawn_at__isnull=True)


class Confirmation(Base):
    """A question to the customer whether the case is settled, asked in the message that states the outcome, or answered
    aloud without one. Of the link's secret only the digest is kept."""

    pii = labels(
        link="number asked_at ends_at link_until answer answered_at way withdrawn_at", secret="digest"
    )

    YES, NO, SILENCE = "yes", "no", "silence"
    ANSWERS = [YES, NO, SILENCE]
    PAGE, SPOKEN, CLOCK = "page", "spoken", "clock"

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="confirmations")
    message = models.OneToOneField(
        Message, null=True, on_delete=models.CASCADE
    )  # that asks; null: nothing was mailed
    number = models.IntegerField()  # the how many-th of its ticket
    asked_at = models.DateTimeField()
    ends_at = models.DateTimeField()  # then silence counts
    link_until = models.DateTimeField()
    digest = models.CharField(max_length=64, null=True, unique=True)
    answer = models.CharField(max_length=7, default="")
    answered_at = models.DateTimeField(null=True)
    way = models.CharField(max_length=6, default="")
    noted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT)  # who heard what was spoken
    withdrawn_at = models.DateTimeField(null=True)  # the ticket went on without an answer

    objects = Confirmations.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["ends_at"],
                name="confirmation_waiting",
                condition=Q(answer="", withdrawn_at__isnull=True),
            ),
        ]
        constraints = [models.UniqueConstraint(fields=["ticket", "number"], name="one_question_a_number")]

    def is_open(self, moment: datetime) -> bool:
        """Whether the link may still answer: silence is no answer that would stand in its way."""
        return self.answer in ("", self.SILENCE) and self.withdrawn_at is None and moment < self.link_until
