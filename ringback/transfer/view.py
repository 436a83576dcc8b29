"""Reading a database as it was at one moment, while others go on writing."""

import sqlite3
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

_AT_ONCE = 2000
_numbers = count()


@dataclass(frozen=True, slots=True)
class View:
    """Rows of one moment. `of` is the driver's own connection."""

    vendor: str
    of: Any

    def rows(self, statement: str) -> Generator[Sequence[Any], None, None]:
        """What a statement of ours finds, without holding all of it."""
        with closing(self._cursor()) as cursor:
            cursor.execute(statement)
            while some := cursor.fetchmany(_AT_ONCE):
                yield from some

    def value(self, statement: str) -> Any:
        """The one value that a statement finds; None for none."""
        with closing(self.rows(statement)) as found:
            row = next(found, None)
        return row[0] if row else None

    def _cursor(self) -> Any:
        return (
            self.of.cursor(name=f"ringback_{next(_numbers)}")
            if self.vendor == "postgresql"
            else self.of.cursor()
        )


@contextmanager
def one_moment() -> Iterator[View]:
    """The desk's database as it is now, on a connection of its own. On SQLite a read transaction (others write on, in
    the log beside the file), on PostgreSQL a snapshot; neither holds up writers or the ledger's readers."""
    with _sqlite() if connections["default"].vendor == "sqlite" else _postgres() as view:
        yield view


def within() -> View:
    """What the present transaction sees, its own writes as well."""
    connection = connections["default"]
    connection.ensure_connection()
    return View(connection.vendor, connection.connection)


@contextmanager
def _sqlite() -> Iterator[View]:
    name = connections["default"].settings_dict["NAME"]
    with closing(sqlite3.connect(str(name), isolation_level=None, timeout=30)) as opened:
        opened.execute("PRAGMA query_only=ON")
        opened.execute("BEGIN")
        # The moment is that of the first reading.
        opened.execute("SELECT count(*) FROM sqlite_master").fetchall()
        yield View("sqlite", opened)


@contextmanager
def _postgres() -> Iterator[View]:
    connection: BaseDatabaseWrapper = connections.create_connection("default")
    connection.ensure_connection()
    try:
        connection.set_autocommit(False)
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        yield View("postgresql", connection.connection)
    finally:
        connection.close()
