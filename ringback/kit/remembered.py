"""What a process keeps for some seconds: small things asked for on every page, where a little old does no harm."""

import time
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from django.db import connection

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")
_all: list["Remembered[Hashable, object]"] = []


class Remembered(Generic[Key, Value]):
    """Values by key, each for `seconds`; at most `most`, and then none. Of one database only: what is known of
    another is never handed out."""

    def __init__(
        self, seconds: float, most: int = 10_000, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._seconds, self._most, self._clock = seconds, most, clock
        self._kept: dict[tuple[object, Key], tuple[float, Value]] = {}
        _all.append(self)  # type: ignore[arg-type]  # only ever emptied through this list

    def get(self, key: Key) -> Value | None:
        """The value while it is fresh."""
        found = self._kept.get((_place(), key))
        return found[1] if found and found[0] > self._clock() else None

    def keep(self, key: Key, value: Value) -> Value:
        """Remember it, and hand it back."""
        if len(self._kept) >= self._most:
            self._kept.clear()
        self._kept[_place(), key] = self._clock() + self._seconds, value
        return value

    def get_or(self, key: Key, ask: Callable[[], Value]) -> Value:
        """The value while it is fresh, else what `ask` answers."""
        found = self.get(key)
        return self.keep(key, ask()) if found is None else found

    def forget(self) -> None:
        self._kept.clear()


def forget_all() -> None:
    """For tests, which give the same ids to others."""
    for one in _all:
        one.forget()


def _place() -> object:
    return connection.settings_dict["NAME"]
