"""Inserting writes what saving writes."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.forms.models import model_to_dict

from ringback.access.models import Team
from ringback.channels.models import Inbound, Line, Raw
from ringback.files.models import Blob
from ringback.kit.inserting import insert, insert_both, insert_unless_there
from ringback.ledger.models import Event, Parked

AT = datetime(2026, 5, 4, 12, 30, 15, 123456, tzinfo=UTC)


def _event(number: int) -> Event:
    return Event(
        at=AT,
        kind="x.y",
        subject_kind="x",
        subject_id=number,
        actor_kind="user",
        actor_id=1,
        topic_id=None,
        cause_id=None,
    )


def test_rows_are_as_save_would_have_written_them(db: None) -> None:
    saved, inserted = _event(1), _event(1)
    saved.save(force_insert=True)
    insert(inserted)
    assert inserted.pk == saved.pk + 1
    kept, wanted = (
        model_to_dict(Event.objects.get(pk=inserted.pk)),
        model_to_dict(Event.objects.get(pk=saved.pk)),
    )
    assert {**kept, "id": 0} == {**wanted, "id": 0}


def test_several_rows_take_one_statement_and_get_their_ids_in_order(
    db: None, django_assert_num_queries: Any
) -> None:
    rows = [_event(number) for number in range(50)]
    with django_assert_num_queries(1):
        insert(*rows)
    assert [Event.objects.get(pk=row.pk).subject_id for row in rows] == list(range(50))


def test_an_inserted_row_can_be_saved_again(db: None) -> None:
    row = Parked(name="n", event_id=3, at=AT, error="e")
    insert(row)
    row.error = "again"
    row.save()
    assert list(Parked.objects.values_list("pk", "error", "settled_at", "at")) == [
        (row.pk, "again", None, AT)
    ]


def test_what_is_unique_stays_unique(db: None) -> None:
    insert(Blob(sha256="a" * 64, size=2**40, created_at=AT))
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(Blob(sha256="a" * 64, size=1, created_at=AT))
    assert Blob.objects.get().size == 2**40


def test_nothing_is_nothing(db: None, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        insert()


def test_what_is_there_already_is_left_as_it_is(db: None) -> None:
    first, second = Blob(sha256="a" * 64, size=1, created_at=AT), Blob(sha256="a" * 64, size=2, created_at=AT)
    assert insert_unless_there(first)
    assert not insert_unless_there(second)
    assert second.pk is None
    assert list(Blob.objects.filter(sha256="a" * 64).values_list("pk", "size")) == [(first.pk, 1)]


def test_a_row_and_one_that_points_at_it_are_both_written_and_joined(db: None) -> None:
    team = Team.objects.create(name="Care")
    address = "care@house.example"
    line = Line.objects.create(
        name="Care", address=address, folded_address=address, team=team, live_from=AT, created_at=AT
    )
    receipt = Inbound(
        line=line, source="file", sha256="1" * 64, content_key="2" * 64, size=2, received_at=AT, taken_at=AT
    )
    held = Raw(bytes=b"\x00\xff")
    insert_both(receipt, held, "inbound_id")
    kept = Raw.objects.get(inbound=receipt.pk)
    assert (bytes(kept.bytes or b""), held.pk, held.inbound) == (b"\x00\xff", receipt.pk, receipt)
    assert Inbound.objects.get(pk=receipt.pk).content_key == "2" * 64
    receipt.reason = "said again"
    receipt.save()
    assert Inbound.objects.get().reason == "said again"
