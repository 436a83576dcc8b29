"""Seals show any later change to what was appended."""

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from ringback.ledger import seals
from ringback.ledger.actor import SYSTEM
from ringback.ledger.append import Fact, append
from ringback.ledger.models import Event, EventDetail, Seal

pytestmark = pytest.mark.django_db


def _happen(count: int) -> list[Event]:
    with transaction.atomic():
        return append(
            SYSTEM, *(Fact("thing.done", "thing", n, detail={"words": f"said {n}"}) for n in range(count))
        )


def _seal() -> None:
    # Inside a test's transaction nothing is settled on PostgreSQL: seal what is there, as the reader would
    # hand it over.
    seals._write(list(Event.objects.order_by("xid", "id")))


def test_sealed_events_verify() -> None:
    _happen(3)
    _seal()
    verdict = seals.verify()
    assert (verdict.seals, verdict.events, verdict.broken) == (1, 3, [])


@pytest.mark.parametrize(
    "statement", ["UPDATE ledger_event SET kind = 'x'", "DELETE FROM ledger_event", "DELETE FROM ledger_seal"]
)
def test_the_database_refuses_to_change_the_ledger(statement: str) -> None:
    _happen(1)
    _seal()
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_a_row_changed_behind_the_guard_breaks_its_seal() -> None:
    _happen(2)
    _seal()
    with connection.cursor() as cursor:
        _let_the_guard_down(cursor)
        cursor.execute("UPDATE ledger_event SET subject_id = 99 WHERE subject_id = 1")
    assert seals.verify().broken


def test_changed_words_are_found_and_erased_words_are_not() -> None:
    events = _happen(2)
    _seal()
    EventDetail.objects.filter(event_id=events[0].pk).delete()
    assert seals.verify().broken == []
    with connection.cursor() as cursor:
        _let_the_guard_down(cursor)
        cursor.execute("UPDATE ledger_eventdetail SET text = 'other'")
    assert seals.verify().broken == [f"the words of event {events[1].pk} were changed"]


def test_a_seal_taken_out_of_the_chain_is_missed() -> None:
    _happen(1)
    _seal()
    first = Seal.objects.get()
    _happen(1)
    seals._write(list(Event.objects.exclude(pk__in=seals.ids_of(first.ids))))
    with connection.cursor() as cursor:
        _let_the_guard_down(cursor)
        cursor.execute("DELETE FROM ledger_seal WHERE id = %s", [first.pk])
    assert seals.verify().broken


@given(st.sets(st.integers(1, 10_000), min_size=1))
def test_runs_of_ids_come_back_as_they_were(ids: set[int]) -> None:
    assert seals.ids_of(seals.runs(sorted(ids))) == sorted(ids)


def _let_the_guard_down(cursor: object) -> None:
    """What somebody with the database's own password could do."""
    if connection.vendor == "postgresql":
        statements = [
            f"ALTER TABLE {t} DISABLE TRIGGER ALL"
            for t in ("ledger_event", "ledger_eventdetail", "ledger_seal")
        ]
        # Triggers with work still to do forbid the change; there is none, the keys are checked at once.
        statements.insert(0, "SET CONSTRAINTS ALL IMMEDIATE")
    else:
        statements = [
            f"DROP TRIGGER {n}"
            for n in ("ledger_event_no_update", "ledger_eventdetail_no_update", "ledger_seal_no_delete")
        ]
    for statement in statements:
        cursor.execute(statement)  # type: ignore[attr-defined]
