"""Reading the ledger in commit order, each reader with a cursor of its own.

On PostgreSQL identity order is not commit order: an id handed out early may become visible late. The cursor
is the pair (xid, id), and nothing at or above the oldest transaction still open is read
(docs/decisions/ledger-order.md).
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from ringback.kit.clock import now
from ringback.ledger.models import Event, Reader

Cursor = tuple[int, int]
_SETTLED = RawSQL("pg_snapshot_xmin(pg_current_snapshot())::text::bigint", ())  # noqa: S611  (a constant, no input)


def settled() -> QuerySet[Event]:
    """Events that no open transaction can still precede, in commit order."""
    events: QuerySet[Event] = Event.objects.order_by("xid", "id")
    return events.filter(xid__lt=_SETTLED) if connection.vendor == "postgresql" else events


def after(cursor: Cursor, limit: int) -> list[Event]:
    """At most `limit` settled events behind `cursor`, in order."""
    xid, event_id = cursor
    return list(settled().filter(Q(xid__gt=xid) | Q(xid=xid, id__gt=event_id))[:limit])


def newest() -> Cursor:
    """The cursor behind the newest settled event: where a reader starts that wants only what is to come."""
    last = settled().reverse().values_list("xid", "id").first()
    return last or (0, 0)


def advance(name: str, handle: Callable[[Sequence[Event]], Any], limit: int = 200) -> int:
    """Give the next batch to `handle` in one transaction with the reader's cursor; returns how many events it
    held.

    Idempotence is `handle`'s duty only for what it does outside the database. An exception leaves the cursor
    where it was.
    """
    with transaction.atomic():
        reader = _locked(name)
        events = after((reader.xid, reader.event_id), limit)
        if events:
            handle(events)
            reader.xid, reader.event_id, reader.updated_at = events[-1].xid, events[-1].pk, now()
            reader.save()
    return len(events)


def lag(reader: Reader) -> int:
    """How many settled events the reader has yet to see, counted to 1,000 at most."""
    behind = settled().filter(Q(xid__gt=reader.xid) | Q(xid=reader.xid, id__gt=reader.event_id))
    return behind[:1000].count()


def _locked(name: str) -> Reader:
    Reader.objects.get_or_create(name=name)
    rows = Reader.objects.select_for_update() if connection.vendor == "postgresql" else Reader.objects
    return rows.get(name=name)
