"""All nodes go by the database's clock, which they share: leases, what is due, and when something was said must not
hang on whose is right."""

import logging
import threading
import time

from django.db import DatabaseError, connection

from ringback.kit import clock

logger = logging.getLogger(__name__)
EVERY = 30.0  # seconds between two looks; a process's own seconds are good enough in between
_looked = float("-inf")


def follow() -> None:
    """Keep `clock.now` to the database's time, where the database is a server. Raises OperationalError."""
    global _looked  # noqa: PLW0603  (one clock a process)
    if connection.vendor != "postgresql" or time.monotonic() - _looked < EVERY:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        clock.keep_to(cursor.fetchone()[0])
    _looked = time.monotonic()


def forget() -> None:
    """Go by this machine's clock again until the next look."""
    global _looked  # noqa: PLW0603
    _looked = float("-inf")
    clock.keep_to(None)


def keep_following(stop: threading.Event) -> None:
    """`follow` now and then, in a thread of its own, until `stop` is set: for processes that answer requests, none of
    which should have to ask first. Where the database does not answer, the process's own seconds go on."""
    threading.Thread(target=_follow_until, args=(stop,), name="clock", daemon=True).start()


def _follow_until(stop: threading.Event) -> None:
    while True:
        try:
            follow()
        except DatabaseError as away:
            logger.warning("the database's clock cannot be read: %s", away)
        finally:
            connection.close()
        if connection.vendor != "postgresql" or stop.wait(EVERY):
            return
