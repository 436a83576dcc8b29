"""Taking turns, where locking rows one after the other could end with two waiting for each other."""

from typing import Final

from django.db import connection

MERGING: Final = 7_309_001


def take_turn(what: int) -> None:
    """Wait until no other transaction does `what`, and keep others from it until this one ends. SQLite has one writer
    anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [what])
