"""The tables of the desk: made where there are none, and never silently older than the code that uses them."""

import fcntl
import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from ringback.kit.data_folder import UNFINISHED, data_folder
from ringback.kit.errors import Refusal
from ringback.kit.migrating import Executor

# Any number that nobody else locks: one process of a cluster changes the schema at a time.
_LOCK = 0x52494E47


def bring_up_to_date() -> None:
    """Apply what this version's schema has and the database lacks. Several processes take turns. Refusal where a
    restore has not ended."""
    refuse_unfinished()
    with alone():
        _migrate()


def make_or_refuse() -> None:
    """Make the tables of an empty database. Refusal for one of an older version: whoever runs a cluster decides when
    to change it (`ringback migrate`); `ringback run` does it by itself."""
    refuse_unfinished()
    if is_up_to_date():
        return
    with alone():
        # Somebody who came first may have made them meanwhile.
        applied = _applied()
        if not applied:
            _migrate()
        elif not _wanted() <= applied:
            raise Refusal("The database belongs to an older version. Bring it up to date: ringback migrate")


def _migrate() -> None:
    executor = Executor(connection)
    executor.loader.check_consistent_history(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    # What else there is to it: telling the apps of packages.
    call_command("migrate", interactive=False, verbosity=0)


def _applied() -> set[tuple[str, str]]:
    return set(MigrationRecorder(connection).applied_migrations())


def _wanted() -> set[tuple[str, str]]:
    """By the names of their files, which is much quicker than importing them."""
    return {
        (app.label, file.name)
        for app in apps.get_app_configs()
        for file in pkgutil.iter_modules([f"{app.path}/migrations"])
        if not file.ispkg and file.name[0] not in "_~"
    }


def is_up_to_date() -> bool:
    """Whether the database has all that this version's schema has."""
    return _wanted() <= _applied()


def refuse_unfinished() -> None:
    """Raises Refusal in a place where a restore was begun and not finished."""
    if (data_folder() / UNFINISHED).exists():
        raise Refusal("A restore into this place was not finished. Start it again: ringback restore FILE")


@contextmanager
def alone() -> Iterator[None]:
    """Nobody else changes the schema meanwhile."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
    else:
        with (data_folder() / "schema.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
