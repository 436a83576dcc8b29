"""Migrations that happen as a whole or not at all.

Django notes a migration as applied only after it has committed it, where it left some of its SQL for the end: killed in
between, it finds tables the next time that it wants to make, and goes no further.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor


class Executor(MigrationExecutor):
    """Django's, with each migration and the note of it in one transaction."""

    def apply_migration(
        self, state: Any, migration: Migration, fake: bool = False, fake_initial: bool = False
    ) -> Any:
        if not migration.atomic:
            return super().apply_migration(state, migration, fake, fake_initial)
        with self._in_one():
            return super().apply_migration(state, migration, fake, fake_initial)

    @contextmanager
    def _in_one(self) -> Iterator[None]:
        # SQLite lets go of its checks of keys only outside of a transaction; Django checks them itself afterwards.
        let_go = self.connection.vendor == "sqlite" and self.connection.disable_constraint_checking()
        try:
            with transaction.atomic(self.connection.alias):
                yield
        finally:
            if let_go:
                self.connection.enable_constraint_checking()
