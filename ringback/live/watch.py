"""Noticing that somebody wrote: any process, on either database, without asking the ledger in vain."""

import sqlite3
import time
from importlib import import_module
from typing import Protocol, cast

from django.conf import settings
from django.db import connection

SQLITE_EVERY = 0.05
POSTGRES_EVERY = 0.25


class Watch(Protocol):
    """Belongs to one thread."""

    def wait(self, seconds: float) -> bool:
        """Return once something may have been written, or after `seconds`; which of the two it was."""

    def close(self) -> None:
        """Let go of connections."""


def watch() -> Watch:
    """The watch that fits the settings."""
    if connection.vendor == "sqlite":
        return DataVersion(str(connection.settings_dict["NAME"]))
    # Redis is an extra: its module is named only where its address is.
    return (
        cast(Watch, import_module("ringback.live.told").Told(settings.REDIS_URL))
        if settings.REDIS_URL
        else Clock()
    )


class DataVersion:
    """SQLite: `PRAGMA data_version` on an idle connection of its own changes with every commit of others."""

    def __init__(self, path: str) -> None:
        self._connection = sqlite3.connect(
            path, uri=path.startswith("file:"), isolation_level=None, check_same_thread=False
        )
        self._seen = self._version()

    def wait(self, seconds: float) -> bool:
        until = time.monotonic() + seconds
        while (version := self._version()) == self._seen:
            if time.monotonic() >= until:
                return False
            time.sleep(SQLITE_EVERY)
        self._seen = version
        return True

    def close(self) -> None:
        self._connection.close()

    def _version(self) -> int:
        return int(self._connection.execute("PRAGMA data_version").fetchone()[0])


class Clock:
    """PostgreSQL alone: nobody tells, so look every quarter of a second."""

    def wait(self, seconds: float) -> bool:
        time.sleep(min(seconds, POSTGRES_EVERY))
        return True

    def close(self) -> None:
        pass
