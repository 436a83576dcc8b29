"""What several resources show in the same way."""

from collections.abc import Iterable
from typing import Any, Protocol

from ringback.access.standing import standing
from ringback.api.call import Call
from ringback.api.schemas import Out


class Named(Out):
    """Something else, by id and name; its own resource says more."""

    id: int
    name: str


class FileOut(Out):
    """A file; `key` fetches it from /attachments/{key}."""

    key: str
    name: str
    media_type: str
    size: int
    is_inline: bool = False


class _File(Protocol):
    key: str
    name: str
    media_type: str
    size: int


def named(row: Any) -> Named:
    """A row that prints as its name."""
    return Named(id=row.pk, name=str(row))


def named_or_none(row: Any) -> Named | None:
    return named(row) if row is not None else None


def files_of(rows: Iterable[_File]) -> list[FileOut]:
    return [
        FileOut(
            key=f.key,
            name=f.name,
            media_type=f.media_type,
            size=f.size,
            is_inline=getattr(f, "is_inline", False),
        )
        for f in rows
    ]


def asks_as_customer(call: Call) -> bool:
    """Customers get their own, smaller shapes: what is said about them is not said to them."""
    return standing(call.actor).is_customer
