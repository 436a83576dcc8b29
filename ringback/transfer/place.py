"""Where a desk may be put: an empty place in which nothing runs. And making it empty again after an unfinished try."""

import json
import os
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from ringback.access.models import Session
from ringback.kit.data_folder import UNFINISHED
from ringback.kit.errors import Refusal
from ringback.kit.holder import is_running
from ringback.kit.migrating import Executor
from ringback.ledger.models import Lease, Reader
from ringback.transfer.tables import carried

# What the migrations themselves write.
_BORN_WITH = {"tickets.Status"}


def require_stopped() -> None:
    """Raises Refusal while a process of the desk runs in this folder, or while others are connected to the database
    (which only PostgreSQL can tell)."""
    for file in sorted((settings.DATA / "run").glob("*.pid")):
        words = file.read_text(encoding="ascii", errors="replace").split()
        if words and words[0].isdigit() and int(words[0]) != os.getpid() and is_running(int(words[0])):
            raise Refusal(
                f"The desk runs here ({file.stem} is process {words[0]}). Stop it first; if that process is none of "
                f"the desk's, remove {file}."
            )
    others = _others()
    if others:
        raise Refusal(f"{others} others are connected to the database. Stop what uses it first.")


def require_empty() -> None:
    """Raises Refusal for a database that has rows of a desk. One that has no tables, or new ones, is empty."""
    there = set(connection.introspection.table_names())
    for model in carried():
        if model._meta.db_table not in there or model._meta.label in _BORN_WITH:
            continue
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT 1 FROM "{model._meta.db_table}" LIMIT 1')  # noqa: S608  (names of models)
            if cursor.fetchone():
                raise Refusal(
                    "There is a desk in this place already. Give a RINGBACK_DATA or DATABASE_URL that is empty."
                )


def wipe(names: Iterable[str]) -> None:
    """Take the desk's tables away, and those of these `names`; on PostgreSQL tables of others stay. Only for a place
    known to be empty, or to hold an unfinished restore."""
    if connection.vendor == "sqlite":
        name = Path(str(connection.settings_dict["NAME"]))
        connection.close()
        for end in ("", "-wal", "-shm", "-journal"):
            name.with_name(name.name + end).unlink(missing_ok=True)
        return
    with transaction.atomic(), connection.cursor() as cursor:
        for table in {*connection.introspection.django_table_names(), "django_migrations", *names}:
            cursor.execute(f'DROP TABLE IF EXISTS "{table}" CASCADE')


def check_known(applied: Iterable[tuple[str, str]]) -> None:
    """Raises Refusal for migrations that this version does not know."""
    known = Executor(connection).loader.disk_migrations
    unknown = sorted(name for name in applied if name not in known)
    if unknown:
        app, name = unknown[0]
        raise Refusal(
            f"This was written by a newer version: it knows {app} {name}. Restore it with that version."
        )


def is_made(applied: Iterable[tuple[str, str]]) -> bool:
    """Whether the tables are there, as they were when just these migrations had been applied, and no desk has run on
    them: its readers' cursors and leases are not carried, and would stand in the way of what is."""
    if set(MigrationRecorder(connection).applied_migrations()) != set(applied):
        return False
    return not any(model.objects.exists() for model in (Lease, Reader, Session))


def build(applied: Iterable[tuple[str, str]]) -> None:
    """Make the tables as they were when just these migrations had been applied."""
    wanted = set(applied)
    executor = Executor(connection)
    children = executor.loader.graph.node_map
    # The last of each chain: those that none of the others needs.
    executor.migrate(
        sorted(key for key in wanted if not {child.key for child in children[key].children} & wanted)
    )


def say_unfinished(what: str) -> None:
    """From now on every command says that this place is not yet whole, also after a crash."""
    draft = settings.DATA / f".{UNFINISHED}"
    with draft.open("w", encoding="utf-8") as file:
        json.dump({"what": what}, file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(settings.DATA / UNFINISHED)


def say_finished() -> None:
    (settings.DATA / UNFINISHED).unlink(missing_ok=True)


def is_unfinished() -> bool:
    return (settings.DATA / UNFINISHED).exists()


def _others() -> int:
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        return int(cursor.fetchone()[0])
