from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from ringback.search.find import find
from ringback.search.match import Match, Term
from ringback.search.models import SearchRow
from ringback.search.put import Entry, clear, loading, put, put_many, remove
from ringback.search.tokens import MOST_TOKENS, sought

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def found(words: str) -> list[tuple[str, int]]:
    return [(hit.kind, hit.object_id) for hit in find(Match((Term(*sought(words)),)))]


def test_what_was_put_is_found_and_what_was_removed_is_not() -> None:
    assert put("message", 1, NOON, "the parcel is late", topic=7) is False
    assert found("parcel") == [("message", 1)]
    assert remove("message", 1) is True
    assert found("parcel") == []
    assert remove("message", 1) is False


def test_putting_again_replaces_the_text() -> None:
    put("note", 1, NOON, "old words")
    put("note", 1, NOON, "new words", topic=3)
    assert found("old") == []
    assert [(hit.object_id, hit.topic_id) for hit in find(Match((Term(("new",)),)))] == [(1, 3)]


def test_a_changed_time_moves_it() -> None:
    put("note", 1, NOON, "apple")
    put("note", 2, NOON + timedelta(hours=1), "apple")
    put("note", 1, NOON + timedelta(hours=2), "apple pie")
    assert found("apple") == [("note", 1), ("note", 2)]
    assert SearchRow.objects.count() == 2


def test_the_same_number_of_another_kind_is_another_thing() -> None:
    put("note", 1, NOON, "apple")
    put("message", 1, NOON, "apple")
    remove("note", 1)
    assert found("apple") == [("message", 1)]


def test_things_whose_ids_collide_are_all_kept() -> None:
    """Object ids a power of two apart share the first id of a moment."""
    for n in range(5):
        put("message", 5 + (n << 20), NOON, "crowd")
    put_many([Entry("message", 5 + (n << 20), NOON, "crowd") for n in range(3, 9)])
    assert len(found("crowd")) == 9
    assert SearchRow.objects.count() == 9


def test_a_text_too_long_says_so_and_is_found_by_its_beginning() -> None:
    text = " ".join(f"w{n}" for n in range(MOST_TOKENS + 1))
    assert put("message", 1, NOON, text) is True
    assert found("w0") == found("w19999") == found("w16382 w16383") == [("message", 1)]
    assert found(f"w{MOST_TOKENS}") == []


def test_the_longest_tokens_fit() -> None:
    assert put("message", 1, NOON, " ".join(f"{n:05}{'ж' * 70}" for n in range(15_000))) is True
    assert put("message", 2, NOON, "again " * 30_000) is True
    assert found("again again") == [("message", 2)]


def test_a_new_thing_costs_one_statement_and_a_changed_one_two() -> None:
    with CaptureQueriesContext(connection) as new:
        put("message", 1, NOON, "one")
    with CaptureQueriesContext(connection) as changed:
        put("message", 1, NOON, "two")
    assert (len(new), len(changed)) == (1, 2)


def test_what_a_transaction_takes_back_is_not_found() -> None:
    put("message", 1, NOON, "stays")
    with transaction.atomic():
        put("message", 1, NOON, "goes")
        put("message", 2, NOON, "goes")
        transaction.set_rollback(True)
    assert found("stays") == [("message", 1)]
    assert found("goes") == []


def test_rows_deleted_in_bulk_leave_the_index_too() -> None:
    put_many([Entry("message", n, NOON, "apple", topic=n % 2) for n in range(10)])
    SearchRow.objects.filter(topic_id=1).delete()
    assert sorted(found("apple")) == [("message", n) for n in range(0, 10, 2)]


def test_rebuilding_gives_what_putting_one_by_one_gave() -> None:
    entries = [
        Entry("message" if n % 3 else "note", n, NOON + timedelta(seconds=n % 7), f"apple n{n}", n % 5)
        for n in range(700)
    ]
    for entry in entries:
        put(*entry)
    before = list(SearchRow.objects.order_by("id").values())
    clear()
    assert found("apple") == []
    with loading():
        put_many(entries)
    assert list(SearchRow.objects.order_by("id").values()) == before
    assert len(found("apple")) == 50
    put("message", 1000, NOON, "pear")
    assert found("pear") == [("message", 1000)]


def test_many_report_how_many_were_too_long() -> None:
    long = "w " * (MOST_TOKENS + 1)
    assert (
        put_many(
            [Entry("note", 1, NOON, long), Entry("note", 2, NOON, "short"), Entry("note", 3, NOON, long)]
        )
        == 2
    )
