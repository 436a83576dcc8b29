"""Readers see every event exactly once, in commit order, whatever order the ids were drawn in."""

import time
from collections.abc import Iterator, Sequence
from threading import Event

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from ringback.ledger import reader
from ringback.ledger.actor import SYSTEM
from ringback.ledger.append import Fact, append
from ringback.ledger.models import Event as Happened
from ringback.ledger.models import Reader

POSTGRES = "postgresql" in settings.DATABASES["default"]["ENGINE"]
_INSERT = (
    "INSERT INTO ledger_event"
    " (at, kind, subject_kind, subject_id, actor_kind, actor_id, for_kind, for_id, data, detail_hash)"
    " VALUES (now(), %s, 'thing', 1, 'system', 0, '', 0, '{}', '') RETURNING id"
)


def _happen(count: int) -> list[int]:
    with transaction.atomic():
        return [e.pk for e in append(SYSTEM, *(Fact("thing.done", "thing", n) for n in range(count)))]


@pytest.mark.django_db
def test_a_reader_that_fails_sees_the_same_events_again() -> None:
    def breaks(events: Sequence[Happened]) -> None:
        raise RuntimeError("not now")

    Reader.objects.create(name="follower", event_id=0)
    with pytest.raises(RuntimeError):
        _advance_over(_happen(2), breaks)
    assert Reader.objects.get(name="follower").event_id == 0


def _advance_over(ids: list[int], handle: object) -> None:
    """Inside a test's own transaction PostgreSQL rightly calls nothing settled, so there the handler is
    called as it would be."""
    if POSTGRES:
        with transaction.atomic():
            handle(list(Happened.objects.filter(pk__in=ids)))  # type: ignore[operator]
    else:
        reader.advance("follower", handle)  # type: ignore[arg-type]


if not POSTGRES:

    @pytest.mark.django_db
    def test_events_are_read_once_in_order_batch_by_batch() -> None:
        ids, seen = _happen(5), list[int]()
        while reader.advance("follower", lambda events: seen.extend(e.pk for e in events), limit=2):
            pass
        assert seen[-5:] == ids
        assert reader.lag(Reader.objects.get(name="follower")) == 0


if POSTGRES:

    @pytest.fixture
    def other_connections(db: None) -> Iterator[list[BaseDatabaseWrapper]]:
        """Three connections of their own, which really commit; what they wrote is taken away afterwards."""
        made = [connection.copy(f"other-{n}") for n in range(3)]
        yield made
        for each in made[:2]:
            each.close()
        with made[2].cursor() as cursor:
            cursor.execute("ALTER TABLE ledger_event DISABLE TRIGGER ALL")
            cursor.execute("DELETE FROM ledger_event WHERE kind IN ('early', 'late')")
            cursor.execute("ALTER TABLE ledger_event ENABLE TRIGGER ALL")
        made[2].close()

    def _settled(on: BaseDatabaseWrapper, after: tuple[int, int]) -> list[tuple[str, int, int]]:
        with on.cursor() as cursor:
            cursor.execute(
                "SELECT kind, xid, id FROM ledger_event WHERE (xid, id) > (%s, %s) AND kind IN ('early', 'late')"
                " AND xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint ORDER BY xid, id",
                after,
            )
            return list(cursor.fetchall())

    def _soon(on: BaseDatabaseWrapper) -> list[tuple[str, int, int]]:
        end = time.monotonic() + 120
        while not (found := _settled(on, (0, 0))) and time.monotonic() < end:
            Event().wait(0.1)
        return found

    def test_an_event_that_commits_late_is_not_lost(other_connections: list[BaseDatabaseWrapper]) -> None:
        slow, quick, looking = other_connections
        slow.set_autocommit(False)
        with slow.cursor() as first, quick.cursor() as second:
            first.execute(_INSERT, ["early"])
            early = first.fetchone()[0]
            second.execute(_INSERT, ["late"])
            late = second.fetchone()[0]
        assert early < late
        # The id cursor's trap: it would take `late`, remember its id, and never see `early`.
        with looking.cursor() as cursor:
            cursor.execute("SELECT kind FROM ledger_event WHERE id >= %s ORDER BY id", [early])
            by_id = [kind for (kind,) in cursor.fetchall()]
        assert by_id == ["late"]
        assert _settled(looking, (0, 0)) == []
        slow.commit()
        # Other tests' open transactions, in this cluster's other databases, hold readers up too: wait for
        # them.
        assert [kind for kind, _, _ in _soon(looking)] == ["early", "late"]

    def test_the_reader_asks_for_settled_events_by_transaction_and_id(db: None) -> None:
        written = str(reader.settled().filter(xid=1).query)
        assert "pg_snapshot_xmin" in written
        assert 'ORDER BY "ledger_event"."xid" ASC, "ledger_event"."id" ASC' in written.replace(
            ", 2 ASC", ', "ledger_event"."id" ASC'
        )
