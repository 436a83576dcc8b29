"""The only `now` of the house; calculations take time as an argument instead."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_told: ContextVar[datetime | None] = ContextVar("told", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _told.get() or datetime.now(UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let `now` be that moment (aware) within the block: for telling a desk a past it did not live."""
    before = _told.set(moment)
    try:
        yield
    finally:
        _told.reset(before)
