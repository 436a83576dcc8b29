"""The only `now` of the house; calculations take time as an argument instead."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

_told: ContextVar[datetime | None] = ContextVar("told", default=None)
# A moment by the clock that all nodes share, and this process's monotonic seconds at it.
_kept_to: tuple[datetime, float] | None = None


def now() -> datetime:
    """The present moment, aware, in UTC: by the clock that was last kept to, else by this machine's."""
    return _told.get() or _shared() or datetime.now(UTC)


def keep_to(moment: datetime | None) -> None:
    """From here on `now` counts from this moment, wherever this machine's clock is put. None: by its clock again."""
    global _kept_to  # noqa: PLW0603  (one clock a process)
    _kept_to = (moment, time.monotonic()) if moment else None


def _shared() -> datetime | None:
    kept = _kept_to
    return kept and kept[0] + timedelta(seconds=time.monotonic() - kept[1])


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let `now` be that moment (aware) within the block: for telling a desk a past it did not live."""
    before = _told.set(moment)
    try:
        yield
    finally:
        _told.reset(before)
