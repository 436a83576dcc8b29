"""The index made again from the texts is the index that was kept step by step (TRUST B22)."""

import pytest
from django.db import connection

from ringback.transfer.searchable import make_searchable
from tests.world import World
from tests.world import world as world  # offered to this file

ROWS = "SELECT id, kind, object_id, topic_id, CAST(tokens AS text) FROM search_row ORDER BY id"


def _rows() -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(ROWS)
        return list(cursor.fetchall())


def test_made_again_it_is_what_it_was(world: World) -> None:
    before = _rows()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE search_row SET tokens = ''")
    assert make_searchable(lambda done: None) == len(before) > 10
    assert _rows() == before


def test_rows_of_things_that_are_gone_leave(world: World) -> None:
    before = _rows()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO search_row (id, kind, object_id, tokens) VALUES (1, 'note', 999999, '')")
    make_searchable(lambda done: None)
    assert _rows() == before


def test_a_kind_nobody_has_texts_for_is_an_error(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO search_row (id, kind, object_id, tokens) VALUES (1, 'riddle', 1, '')")
    with pytest.raises(KeyError, match="riddle"):
        make_searchable(lambda done: None)
