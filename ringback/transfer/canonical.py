"""The canonical dump: equal for equal desks, whatever database they stand on.

Left out, with reasons, is what tables.LEFT_OUT names; of search rows the tokens, which follow from the texts and are
made again (search.rebuild). Of a delivery's lease and an event's transaction id stands what a desk elsewhere has.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

from ringback.files import store
from ringback.files.models import Blob
from ringback.transfer import columns
from ringback.transfer.tables import Table, is_replaced, stands_for, tables
from ringback.transfer.view import View


class Sum(NamedTuple):
    """How many rows a table has, and the SHA-256 over their lines."""

    rows: int
    sha256: str


def dump(view: View) -> Iterator[str]:
    """The whole desk, line by line: each table with its rows by key and how far its ids have come, then the SHA-256 of
    every stored file as it is read from the store now."""
    for table in tables():
        yield columns.line_of({"table": table.name, "columns": list(table.columns)})  # type: ignore[arg-type]
        yield from lines(view, table)
    for name, position in sorted(positions(view, tables()).items()):
        yield columns.line_of(["next id", name, position])
    yield from files()


def lines(view: View, table: Table) -> Iterator[str]:
    """The rows of one table."""
    names = ", ".join(f'"{name}"' for name in table.columns)
    statement = f'SELECT {names} FROM "{table.name}" ORDER BY "{table.key}"'  # noqa: S608  (names of models)
    changed = _changes(table, view.vendor)
    for row in view.rows(statement):
        yield columns.line_of(_plain(row, changed) if changed else row)


def sums(view: View, them: Iterable[Table]) -> dict[str, Sum]:
    """Count and hash of every table."""
    return {table.name: sum_of(lines(view, table)) for table in them}


def sum_of(them: Iterable[str]) -> Sum:
    digest, count = hashlib.sha256(), 0
    for line in them:
        digest.update(line.encode())
        digest.update(b"\n")
        count += 1
    return Sum(count, digest.hexdigest())


def positions(view: View, them: Iterable[Table]) -> dict[str, int]:
    """How far the ids of each table have come: no later row gets one of these again."""
    if view.vendor == "sqlite":
        found = view.rows("SELECT name, seq FROM sqlite_sequence")
    else:
        # A sequence that a column owns is called by its table.
        found = view.rows(
            "SELECT c.relname, s.last_value FROM pg_sequences s JOIN pg_class q ON q.relname = s.sequencename "
            "JOIN pg_namespace n ON n.oid = q.relnamespace AND n.nspname = s.schemaname "
            "JOIN pg_depend d ON d.objid = q.oid AND d.deptype IN ('a', 'i') JOIN pg_class c ON c.oid = d.refobjid "
            "WHERE s.schemaname = current_schema() AND s.last_value IS NOT NULL"
        )
    given, reached = {str(name): int(position or 0) for name, position in found}, dict[str, int]()
    for table in them:
        if table.counts:
            highest = view.value(f'SELECT max("{table.key}") FROM "{table.name}"')  # noqa: S608  (names of models)
            reached[table.name] = max(given.get(table.name, 0), highest or 0)
    return {name: position for name, position in reached.items() if position}


def files() -> Iterator[str]:
    """What is in the store of what the rows name, by the hash of the bytes."""
    for blob in Blob.objects.order_by("sha256").iterator():
        digest = hashlib.sha256()
        try:
            with store.open_blob(blob) as file:
                for piece in store.pieces(file):
                    digest.update(piece)
        except FileNotFoundError:
            yield columns.line_of(["file", blob.sha256, "missing"])
        else:
            yield columns.line_of(["file", blob.sha256, digest.hexdigest()])


def _changes(table: Table, vendor: str) -> list[tuple[int, columns.Convert]]:
    found: list[tuple[int, columns.Convert]] = []
    for place, (name, kind) in enumerate(table.columns.items()):
        convert = columns.to_plain(kind, vendor)
        if convert:
            found.append((place, convert))
        if is_replaced(table.name, name):
            found.append((place, partial(stands_for, table.name, name)))
    return found


def _plain(row: Sequence[Any], changed: Sequence[tuple[int, columns.Convert]]) -> list[Any]:
    values = list(row)
    for place, convert in changed:
        values[place] = convert(values[place])
    return values
