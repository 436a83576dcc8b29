"""Rows into the empty tables of the database that Django leads to, in one transaction of the caller's."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from django.db import connection

from ringback.kit.errors import Refusal
from ringback.search import index
from ringback.transfer import canonical, columns
from ringback.transfer.canonical import Sum
from ringback.transfer.tables import DERIVED, Table
from ringback.transfer.view import within

_AT_ONCE = 2000


def begin(them: Sequence[Table]) -> None:
    """Within the transaction, before the first row: what the migrations wrote goes, and the search index is let go of
    (rebuilding makes it again)."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        index.detach(connection, cursor)
        for table in reversed(them):
            if not table.name.startswith("ledger_"):
                cursor.execute(f'DELETE FROM "{table.name}"')  # noqa: S608  (names of models)


def load(table: Table, lines: Iterable[str]) -> int:
    """Insert rows as they stand in a dump; returns how many."""
    vendor = connection.vendor
    native = [columns.to_native(kind, vendor) for kind in table.columns.values()]
    changed = [(place, convert) for place, convert in enumerate(native) if convert]
    rows = (_native(json.loads(line), changed) for line in lines)
    return (_copy if vendor == "postgresql" else _insert)(table, rows)


def finish(them: Sequence[Table], sums: Mapping[str, Sum], positions: Mapping[str, int]) -> None:
    """Set how far ids have come, and compare what is there now with what was meant. Raises Refusal for a difference."""
    _set_positions(them, positions)
    for table in them:
        found = canonical.sum_of(canonical.lines(within(), table))
        if found != sums[table.name]:
            raise Refusal(
                f"The rows of {table.name} are not what they were: {found} instead of {sums[table.name]}."
            )


def _native(row: list[Any], changed: Sequence[tuple[int, columns.Convert]]) -> list[Any]:
    for place, convert in changed:
        row[place] = convert(row[place])
    return row


def _names(table: Table) -> tuple[str, list[str]]:
    derived = sorted(DERIVED.get(table.name, ()))
    return ", ".join(f'"{name}"' for name in (*table.columns, *derived)), ["''"] * len(derived)


def _insert(table: Table, rows: Iterator[list[Any]]) -> int:
    names, derived = _names(table)
    places = ", ".join(["?"] * len(table.columns) + derived)
    statement = f'INSERT INTO "{table.name}" ({names}) VALUES ({places})'  # noqa: S608  (names of models)
    count = 0
    # The driver's own cursor: Django's rewrites every statement.
    cursor = connection.connection.cursor()
    while some := list(islice(rows, _AT_ONCE)):
        cursor.executemany(statement, some)
        count += len(some)
    cursor.close()
    return count


def _copy(table: Table, rows: Iterator[list[Any]]) -> int:
    names, derived = _names(table)
    count = 0
    with connection.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row([*row, *[""] * len(derived)])
            count += 1
    return count


def _set_positions(them: Sequence[Table], positions: Mapping[str, int]) -> None:
    with connection.cursor() as cursor:
        for table in them:
            position = positions.get(table.name)
            if position and connection.vendor == "postgresql":
                cursor.execute(
                    "SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [table.name, table.key, position]
                )
            elif position:
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table.name])
                cursor.execute(
                    "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table.name, position]
                )
