"""Statements that PostgreSQL itself keeps: of a list's time most went into planning the same query again."""

from importlib import import_module
from typing import Any


class Preparing:
    """A connection of Django's whose cursors bind parameters on the server, where psycopg prepares a statement once it
    has come five times (settings: prepare_threshold). All else is the connection's own.

    Django binds in the client, because it can't promise that all its SQL has parameters of certain types; the few
    queries that come here can, as their tests show."""

    def __init__(self, real: Any) -> None:
        self._real = real

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def cursor(self) -> Any:
        """As Django's, with what it does before: a lost connection is found out, and errors are Django's."""
        real = self._real
        real.close_if_health_check_failed()
        real.ensure_connection()
        with real.wrap_database_errors:
            return real._prepare_cursor(_binding_on_server()(real.connection))


def _binding_on_server() -> Any:
    # The driver is in an extra that a desk on SQLite does without.
    return import_module("django.db.backends.postgresql.base").ServerBindingCursor
