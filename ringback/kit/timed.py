"""One statement with a limit of time, on both databases."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _

from ringback.kit.errors import Refusal
from ringback.kit.sql import Sql

MOST_MILLISECONDS = 500
_STEPS_BETWEEN_LOOKS = 10_000
_CANCELLED = "57014"

# One string, hence one round trip and no transaction to open: a GET stays without. It needs parameters bound
# in the client, Django's default. No sequential scans: the planner overrates how many rows share common
# words.
_BEFORE = f"SET LOCAL statement_timeout = {MOST_MILLISECONDS}; SET LOCAL enable_seqscan = off; "
_AFTER = "; SET LOCAL statement_timeout = DEFAULT; SET LOCAL enable_seqscan = DEFAULT"


class TooBroad(Refusal):
    """It would have taken too long; the message says what to do."""

    code = "too-broad"

    def __init__(self) -> None:
        super().__init__(_("This takes too long. Narrow it: add a word, a day or another filter."))


def rows(statement: Sql) -> list[tuple[Any, ...]]:
    """What the statement selects. Raises TooBroad after half a second; a transaction around it lives on."""
    run = _postgres if connection.vendor == "postgresql" else _sqlite
    return run(statement)


def _postgres(statement: Sql) -> list[tuple[Any, ...]]:
    try:
        with _savepoint(), connection.cursor() as cursor:
            cursor.execute(f"{_BEFORE}{statement.text}{_AFTER}", statement.params)
            cursor.nextset()
            cursor.nextset()
            return list(cursor.fetchall())
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") == _CANCELLED:
            raise TooBroad from error
        raise


def _savepoint() -> AbstractContextManager[Any]:
    return transaction.atomic() if connection.in_atomic_block else nullcontext()


def _sqlite(statement: Sql) -> list[tuple[Any, ...]]:
    try:
        with _interrupted_after(MOST_MILLISECONDS / 1000), connection.cursor() as cursor:
            cursor.execute(statement.text, statement.params)
            return list(cursor.fetchall())
    except OperationalError as error:
        if str(error) == "interrupted":
            raise TooBroad from error
        raise


@contextmanager
def _interrupted_after(seconds: float) -> Iterator[None]:
    connection.ensure_connection()
    connection.connection.set_progress_handler(_past(time.monotonic() + seconds), _STEPS_BETWEEN_LOOKS)
    try:
        yield
    finally:
        connection.connection.set_progress_handler(None, 0)


def _past(deadline: float) -> Callable[[], bool]:
    return lambda: time.monotonic() > deadline
