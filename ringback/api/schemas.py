"""What all bodies share: nothing unknown comes in, nothing unnamed goes out."""

from datetime import UTC, datetime
from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, StringConstraints

from ringback.kit.paging import MOST
from ringback.kit.text import clean
from ringback.tickets.models.ticket import NEVER


class In(BaseModel):
    """A body that comes in: exactly these fields, of exactly these types (TRUST A15)."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Out(BaseModel):
    """An answer: only what is named here leaves the house (TRUST A32)."""

    model_config = ConfigDict(extra="forbid")


def iso(moment: datetime) -> str:
    """ISO 8601 in UTC, to the millisecond."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


# Before anything else looks: lone surrogates, which JSON can carry, are no text to Pydantic.
_CLEAN = BeforeValidator(lambda given: clean(given) if isinstance(given, str) else given)
Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
Version = Annotated[int, Field(description="Grows with every change; send it back in If-Match.")]
Line = Annotated[str, StringConstraints(max_length=500), _CLEAN]
Word = Annotated[str, StringConstraints(max_length=254), _CLEAN]
Text = Annotated[str, StringConstraints(max_length=1_000_000), _CLEAN]
Moment = Annotated[datetime, PlainSerializer(iso, return_type=str)]
Limit = Annotated[int, Field(ge=1, le=MOST)]
Cursor = Annotated[str, StringConstraints(max_length=500)]

Item = TypeVar("Item")


class Page(Out, Generic[Item]):
    """A stretch of a list. `next` goes into `cursor` to read on; null at the end."""

    items: list[Item]
    next: str | None


class Problem(BaseModel):
    """What went wrong (RFC 9457). `code` is for programs and stays; `errors` says what is wrong with which field. There
    may be more, such as the `version` that is there now."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: dict[str, list[str]] | None = None


def moment_or_none(moment: datetime | None) -> datetime | None:
    """Never, as lists keep it, is no moment to a program."""
    return None if moment is None or moment == NEVER else moment
