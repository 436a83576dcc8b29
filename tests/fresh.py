"""Copies of a migrated database: a file on SQLite, CREATE DATABASE … TEMPLATE on PostgreSQL."""

import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.conf import settings
from django.db import connections
from django.test import override_settings

from ringback.ledger import reader
from ringback.ledger.models import Event

DATABASE = "ringback.sqlite3"


@dataclass(frozen=True)
class Template:
    """Where the migrated database is: a folder, or the name of a PostgreSQL database."""

    folder: Path
    name: str


@dataclass(frozen=True)
class Fresh:
    """A desk's own folder and database. `environment` is what its processes are started with."""

    data: Path
    database: str
    environment: dict[str, str]

    @contextmanager
    def at_home(self) -> Iterator[None]:
        """Django's default connection, in this thread and in new ones, leads here meanwhile, and so do files."""
        database = connections.settings["default"]
        usual, name = connections["default"], database["NAME"]
        database["NAME"] = self.database
        connections["default"] = connections.create_connection("default")
        try:
            with override_settings(DATA=self.data, FILES=self.data / "files"):
                yield
        finally:
            connections["default"].close()
            connections["default"] = usual
            database["NAME"] = name


def on_postgres() -> bool:
    return bool(settings.DATABASE_URL)


@contextmanager
def template(folder: Path) -> Iterator[Template]:
    """A migrated database, gone afterwards."""
    made = Template(folder, f"ringback_template_{os.getpid()}")
    if on_postgres():
        _execute(f"CREATE DATABASE {made.name}")
    try:
        _migrate(_environment(folder, made.name))
        yield made
    finally:
        if on_postgres():
            _execute(f"DROP DATABASE {made.name} WITH (FORCE)")


@contextmanager
def fresh(migrated: Template, folder: Path) -> Iterator[Fresh]:
    """A copy of the template in `folder`; on PostgreSQL gone afterwards."""
    data, name = folder / "data", f"ringback_fresh_{os.getpid()}_{secrets.token_hex(3)}"
    data.mkdir()
    if on_postgres():
        _execute(f"CREATE DATABASE {name} TEMPLATE {migrated.name}")
    else:
        shutil.copyfile(migrated.folder / DATABASE, data / DATABASE)
    try:
        yield Fresh(data, name if on_postgres() else str(data / DATABASE), _environment(data, name))
    finally:
        if on_postgres():
            _execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def untouched(folder: Path) -> Iterator[Fresh]:
    """A place nobody has set up: an empty folder, and on PostgreSQL an empty database, gone afterwards."""
    data, name = folder / "data", f"ringback_untouched_{os.getpid()}_{secrets.token_hex(3)}"
    if on_postgres():
        _execute(f"CREATE DATABASE {name}")
    try:
        yield Fresh(data, name if on_postgres() else str(data / DATABASE), _environment(data, name))
    finally:
        if on_postgres():
            _execute(f"DROP DATABASE {name} WITH (FORCE)")


def _environment(data: Path, database: str) -> dict[str, str]:
    ours = ("RINGBACK_", "DATABASE_URL", "REDIS_URL", "STORAGE_URL")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    url = _url(database) if on_postgres() else ""
    # The same key as here, so that a session made here is good there.
    ours_now = {"RINGBACK_DATA": str(data), "RINGBACK_SECRET": settings.SECRET_KEY, "RINGBACK_LOG": "WARNING"}
    return kept | ours_now | {"DATABASE_URL": url}


def _migrate(environment: dict[str, str]) -> None:
    subprocess.run([sys.executable, "-m", "ringback", "migrate"], env=environment, check=True)


def _url(database: str) -> str:
    return urlunsplit(urlsplit(settings.DATABASE_URL)._replace(path=f"/{database}"))


def _execute(statement: str) -> None:
    with psycopg.connect(_url("postgres"), autocommit=True) as connection:
        connection.execute(statement)


def until_settled() -> None:
    """Wait until readers may see what was written: on PostgreSQL any transaction open anywhere on the server, so also
    one of another test's, holds them up."""
    newest = Event.objects.order_by("-id").values_list("pk", flat=True).first()
    end = time.monotonic() + 600
    while newest and not reader.settled().filter(pk=newest).exists() and time.monotonic() < end:
        time.sleep(0.05)
