"""Writing new rows in one statement whose SQL is made once a model: verbs insert the same few kinds of rows all day,
and putting an INSERT together costs Django many times what the database needs to run it."""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import AutoField, Model
from django.db.models.expressions import DatabaseDefault

# SQLite takes 32,766 in one statement.
_PARAMETERS = 30_000


class _Form(NamedTuple):
    """How rows of a model are written."""

    fields: Sequence[Any]
    head: str
    places: str
    tail: str


def insert(*rows: Model) -> None:
    """Insert rows of one model, none of them saved before, and give each its id, like `save(force_insert=True)`. No
    signals. Columns with a default of the database's own get that, and the rows do not learn it."""
    if not rows:
        return
    connection = connections[DEFAULT_DB_ALIAS]
    form = _form(type(rows[0]), connection.vendor)
    at_once = _PARAMETERS // len(form.fields)
    for start in range(0, len(rows), at_once):
        _insert(connection, form, rows[start : start + at_once])


def insert_both(row: Model, other: Model, link: str) -> None:
    """Insert a row, then another that points at it by the column `link` (such as `ticket_id`): like `insert` twice, in
    one statement where the database can (PostgreSQL: an INSERT within a WITH)."""
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor != "postgresql":
        insert(row)
        setattr(other, link, row.pk)
        insert(other)
        return
    first, second = _form(type(row), connection.vendor), _form(type(other), connection.vendor)
    made, places = "(SELECT * FROM made)", ["%s"] * len(second.fields)
    at = [field.attname for field in second.fields].index(link)
    places[at] = made
    values = [*_values(first, row, connection), *_values(second, other, connection)]
    del values[len(first.fields) + at]
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH made AS ({first.head}{first.places}{first.tail}) "
            f"{second.head}({', '.join(places)}){second.tail}, {made}",
            values,
        )
        others_key, key = cursor.fetchone()
    _is_saved(row, key)
    setattr(other, link, key)
    _is_saved(other, others_key)


def insert_unless_there(row: Model) -> bool:
    """Insert a row and give it its id, like `insert`, unless one that must not be there twice exists: then False, and
    nothing happens."""
    connection = connections[DEFAULT_DB_ALIAS]
    form = _form(type(row), connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(
            f"{form.head}{form.places} ON CONFLICT DO NOTHING{form.tail}", _values(form, row, connection)
        )
        keys = cursor.fetchall()
    for (key,) in keys:
        _is_saved(row, key)
    return bool(keys)


def _insert(connection: Any, form: "_Form", rows: Sequence[Model]) -> None:
    params = [value for row in rows for value in _values(form, row, connection)]
    with connection.cursor() as cursor:
        cursor.execute(f"{form.head}{', '.join([form.places] * len(rows))}{form.tail}", params)
        keys = cursor.fetchall()
    for row, (key,) in zip(rows, keys, strict=True):
        _is_saved(row, key)


def _is_saved(row: Model, key: Any) -> None:
    row.pk = key
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


@cache
def _form(model: type[Model], vendor: str) -> _Form:
    quoted = connections[DEFAULT_DB_ALIAS].ops.quote_name
    fields = [
        f for f in model._meta.concrete_fields if not isinstance(f, AutoField) and not f.has_db_default()
    ]
    columns = ", ".join(quoted(str(f.column)) for f in fields)
    return _Form(
        fields=fields,
        head=f"INSERT INTO {quoted(model._meta.db_table)} ({columns}) VALUES ",  # noqa: S608  (names of the model's)
        places=f"({', '.join(['%s'] * len(fields))})",
        tail=f" RETURNING {quoted(str(model._meta.pk.column))}",
    )


def _values(form: _Form, row: Model, connection: Any) -> list[Any]:
    given = row.__dict__
    values = [given[f.attname] if f.attname in given else getattr(row, f.attname) for f in form.fields]
    if any(isinstance(value, DatabaseDefault) for value in values):
        raise ValueError("a column without a default of the database's own was left to it")
    return [f.get_db_prep_save(value, connection) for f, value in zip(form.fields, values, strict=True)]
