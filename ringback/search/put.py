"""Keeping the rows: all of it runs in the caller's transaction."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from django.db import connection

from ringback.search import index
from ringback.search.row_ids import first_id, last_id, row_ids
from ringback.search.store import kind_token, store
from ringback.search.tokens import cut

_BATCH = 500
_INSERT = "INSERT INTO search_row (id, kind, object_id, topic_id, tokens) VALUES %s ON CONFLICT DO NOTHING"


class Entry(NamedTuple):
    """What `put` takes, for many at once."""

    kind: str
    id: int
    at: datetime
    text: str
    topic: int | None = None


def put(kind: str, id: int, at: datetime, text: str, topic: int | None = None) -> bool:
    """Let `text` find the thing `kind` (lower-case ASCII), `id`, of the time `at` (aware), belonging to the
    ticket `topic`; replaces what was put before. Returns whether the text was too long to be found by all of
    it. One statement for a new thing, two for new text, four when its time changed."""
    tokens, truncated = cut(text)
    stored = store().stored([kind_token(kind), *tokens])
    for row_id in row_ids(at, kind, id):
        row = (row_id, kind, id, topic, stored)
        if _insert([row]) or _replace(row, at) or (remove(kind, id) and _insert([row])):
            break
    return truncated


def put_many(entries: Iterable[Entry]) -> int:
    """`put` for each, in batches; for imports and seeds. Returns how many texts were too long."""
    remaining, truncated = iter(entries), 0
    while batch := list(islice(remaining, _BATCH)):
        cuts = [cut(entry.text) for entry in batch]
        truncated += sum(c.truncated for c in cuts)
        rows = [_row(entry, c.tokens) for entry, c in zip(batch, cuts, strict=True)]
        # Fewer than given: some were there before, or share an id with another of the same moment.
        if _insert(rows) < len(rows):
            for entry in batch:
                put(*entry)
    return truncated


def remove(kind: str, id: int) -> bool:
    """Forget a thing. Returns whether it was known."""
    return _changed("DELETE FROM search_row WHERE kind = %s AND object_id = %s", [kind, id]) > 0


def clear() -> None:
    """Forget everything, for a rebuild: `clear()`, then `put_many` of what there is, in one transaction."""
    with loading():
        _changed("DELETE FROM search_row", [])


@contextmanager
def loading() -> Iterator[None]:
    """Around a big `put_many`, within a transaction: the index is made once at the end, which is several
    times faster. Other writers wait meanwhile, so it is for filling an empty desk and for rebuilding."""
    with connection.cursor() as cursor:
        index.detach(connection, cursor)
    yield
    with connection.cursor() as cursor:
        index.build(connection, cursor)


def _row(entry: Entry, tokens: list[str]) -> tuple[int, str, int, int | None, str]:
    row_id = next(row_ids(entry.at, entry.kind, entry.id))
    return (row_id, entry.kind, entry.id, entry.topic, store().stored([kind_token(entry.kind), *tokens]))


def _insert(rows: list[tuple[int, str, int, int | None, str]]) -> int:
    places = ", ".join(["(%s, %s, %s, %s, %s)"] * len(rows))
    return _changed(_INSERT % places, [value for row in rows for value in row])


def _replace(row: tuple[int, str, int, int | None, str], at: datetime) -> bool:
    _, kind, object_id, topic, stored = row
    updated = _changed(
        "UPDATE search_row SET topic_id = %s, tokens = %s"
        " WHERE kind = %s AND object_id = %s AND id BETWEEN %s AND %s",
        [topic, stored, kind, object_id, first_id(at), last_id(at)],
    )
    return updated > 0


def _changed(statement: str, params: list[int | str | None]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return int(cursor.rowcount)
