"""Bulk loading: plain tuples into a model's table, by COPY or executemany; no instances, no verbs."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models, transaction

_BATCH = 20_000


def load(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert `rows`, their values in the order of `columns` (field attnames); other columns get their field's
    default. Commits. Moments are given as `stamp` makes them."""
    constant = _constants(model, columns)
    names = [*_column_names(model, columns), *(name for name, _ in constant)]
    tail = tuple(value for _, value in constant)
    _WRITERS[connection.vendor](model._meta.db_table, names, ((*row, *tail) for row in rows))


def stamp(seconds: float) -> str:
    """A moment (seconds since 1970) as both databases read it and as Django would have written it."""
    text = datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None).isoformat(" ")
    return text if connection.vendor == "sqlite" else text + "+00"


def count_on(*loaded: type[models.Model]) -> None:
    """Let the ids that the database hands out go on behind those loaded."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(loaded)):
            cursor.execute(statement)


def _constants(model: type[models.Model], columns: Sequence[str]) -> list[tuple[str, Any]]:
    left = [f for f in model._meta.concrete_fields if f.attname not in columns and _has_constant(f)]
    return [(str(f.column), f.get_db_prep_save(f.get_default(), connection)) for f in left]


def _has_constant(field: Any) -> bool:
    """The database itself fills serial keys and columns with a default of its own."""
    return not field.has_db_default() and not isinstance(field, models.AutoField)


def _column_names(model: type[models.Model], columns: Sequence[str]) -> list[str]:
    by_name = {f.attname: str(f.column) for f in model._meta.concrete_fields}
    return [by_name[name] for name in columns]


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(map(connection.ops.quote_name, names))


def _sqlite(table: str, names: Sequence[str], rows: Iterator[Any]) -> None:
    # Table and columns come from the models.
    statement = f"INSERT INTO {table} ({_quoted(names)}) VALUES ({', '.join(['%s'] * len(names))})"  # noqa: S608
    while batch := list(islice(rows, _BATCH)):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(statement, batch)


def _postgresql(table: str, names: Sequence[str], rows: Iterator[Any]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        driver: Any = cursor
        with driver.copy(f"COPY {table} ({_quoted(names)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


_WRITERS = {"sqlite": _sqlite, "postgresql": _postgresql}
