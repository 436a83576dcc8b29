"""Values of columns between a database and canonical JSON, the same for both databases. Pure.

auto (an id that the database gives), int, text: as they are. bool: true or false. moment: ISO 8601 in UTC, microseconds
where there are any. day: ISO 8601. bytes: base64. json: its value, the keys sorted.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Field

Convert = Callable[[Any], Any]
_KINDS = {
    "AutoField": "auto",
    "BigAutoField": "auto",
    "IntegerField": "int",
    "BigIntegerField": "int",
    "SmallIntegerField": "int",
    "PositiveIntegerField": "int",
    "PositiveBigIntegerField": "int",
    "PositiveSmallIntegerField": "int",
    "ForeignKey": "int",
    "OneToOneField": "int",
    "CharField": "text",
    "TextField": "text",
    "EmailField": "text",
    "BooleanField": "bool",
    "DateTimeField": "moment",
    "DateField": "day",
    "BinaryField": "bytes",
    "JSONField": "json",
}
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode


def kind_of(field: "Field[Any, Any]") -> str:
    """What a column holds. KeyError for a type of column that nobody has thought about yet."""
    return _KINDS[field.get_internal_type()]


def line_of(values: Sequence[Any]) -> str:
    """One row as it stands in a dump."""
    return _encode(values)


def to_plain(kind: str, vendor: str) -> Convert | None:
    """From what the database's driver gives to plain JSON; None where it is the same."""
    if kind == "bool" and vendor == "sqlite":
        return _or_none(bool)
    return _TO_PLAIN.get(kind)


def to_native(kind: str, vendor: str) -> Convert | None:
    """From plain JSON to what the database's driver takes; None where it is the same."""
    if kind == "moment":
        return _or_none(_sqlite_moment) if vendor == "sqlite" else None
    if kind == "bool":
        return _or_none(int) if vendor == "sqlite" else None
    return _TO_NATIVE.get(kind)


def _or_none(convert: Convert) -> Convert:
    return lambda value: None if value is None else convert(value)


def _plain_moment(given: str | datetime) -> str:
    if isinstance(given, str):
        # As Django writes it on SQLite: UTC, said nowhere.
        if len(given) in (19, 26):
            return f"{given[:10]}T{given[11:]}Z"
        given = datetime.fromisoformat(given)
    aware = given if given.tzinfo else given.replace(tzinfo=UTC)
    return f"{aware.astimezone(UTC).replace(tzinfo=None).isoformat()}Z"


def _sqlite_moment(plain: str) -> str:
    return f"{plain[:10]} {plain[11:-1]}"


def _plain_day(given: str | date) -> str:
    return given if isinstance(given, str) else given.isoformat()


def _plain_bytes(given: bytes) -> str:
    return b64encode(given).decode()


def _plain_json(given: Any) -> Any:
    return json.loads(given) if isinstance(given, str) else given


_TO_PLAIN: dict[str, Convert] = {
    "moment": _or_none(_plain_moment),
    "day": _or_none(_plain_day),
    "bytes": _or_none(_plain_bytes),
    "json": _or_none(_plain_json),
}
_TO_NATIVE: dict[str, Convert] = {"bytes": _or_none(b64decode), "json": _or_none(_encode)}
