from typing import Any

from django.db import models
from django.db.models.expressions import Func

from ringback.kit.models import Base, labels


class TransactionId(Func):
    """The writing transaction's own id on PostgreSQL, where identity order is not commit order; 0 on SQLite
    (one writer)."""

    template = "0"
    output_field = models.BigIntegerField()

    def as_postgresql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, list[Any]]:
        return "(pg_current_xact_id()::text::bigint)", []


class Event(Base):
    """One thing that happened to one noun. Ids, enumerations and numbers only; never changed, never deleted."""

    pii = labels(
        link="xid at kind subject_kind subject_id topic_id actor_kind actor_id for_kind for_id cause_id data "
        "detail_hash"
    )

    xid = models.BigIntegerField(db_default=TransactionId())
    at = models.DateTimeField()
    kind = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    # The ticket on whose timeline the event stands, where there is one.
    topic_id = models.BigIntegerField(null=True)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.BigIntegerField()
    for_kind = models.CharField(max_length=10, default="")
    for_id = models.BigIntegerField(default=0)
    cause_id = models.BigIntegerField(null=True)
    # Canonical JSON (RFC 8785) as text: jsonb would rewrite what was sealed.
    data = models.TextField(default="{}")
    detail_hash = models.CharField(max_length=64, default="")

    class Meta:
        indexes = [
            models.Index(fields=["xid", "id"], name="event_order"),
            models.Index(
                fields=["topic_id", "id"], name="event_topic", condition=models.Q(topic_id__isnull=False)
            ),
            models.Index(fields=["subject_kind", "subject_id", "id"], name="event_subject"),
        ]


class EventDetail(Base):
    """What a person wrote or is called, apart from its event so that it can be erased; the seal covers its
    salted hash."""

    pii = labels(content="text", link="event_id salt")

    event_id = models.BigIntegerField(primary_key=True)
    salt = models.CharField(max_length=32)
    text = models.TextField()
