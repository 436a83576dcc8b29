from datetime import datetime

from django.db import models

from ringback.access.models import Token
from ringback.kit.models import Base, labels
from ringback.ledger.actor import Actor


class KeptAnswers(models.QuerySet["KeptAnswer"]):
    def visible_to(self, actor: Actor) -> "KeptAnswers":
        """Those of the token that asks."""
        return self.filter(token_id=actor.id) if actor.kind == "token" else self.none()


class KeptAnswer(Base):
    """What a write with an Idempotency-Key was answered, so that the same request again gets the same answer."""

    pii = labels(link="key fingerprint status headers created_at", content="body")

    token = models.ForeignKey(Token, on_delete=models.CASCADE)
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    status = models.SmallIntegerField(default=0)
    headers = models.TextField(default="{}")
    body = models.TextField(default="")  # sealed: an answer may hold a new token's secret
    created_at = models.DateTimeField()

    objects = KeptAnswers.as_manager()

    @staticmethod
    def created_before(moment: datetime) -> KeptAnswers:
        """What the schedule may remove."""
        return KeptAnswers(KeptAnswer).filter(created_at__lt=moment)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="one_answer_a_key")]
        indexes = [models.Index(fields=["created_at"], name="kept_answer_age")]
