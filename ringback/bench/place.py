"""Somewhere to run: a folder, a free port, perhaps a PostgreSQL database; gone afterwards. Without Django."""

import getpass
import os
import secrets
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit


@dataclass(frozen=True, slots=True)
class Place:
    """`environment` is complete: what a process of that desk is started with."""

    folder: Path
    port: int
    database_url: str
    environment: dict[str, str]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def place(database: str, server: str = "", extra: dict[str, str] | None = None) -> Iterator[Place]:
    """A place on `database` (sqlite or postgres); removed when the block is left, also by an exception.

    `server`: URL of a PostgreSQL database whose server may be used; empty: this machine's own. `extra`: more
    for the environment. Raises psycopg.Error when there is no server.
    """
    with tempfile.TemporaryDirectory(prefix="ringback-desk-") as folder, _database(database, server) as url:
        port = free_port()
        yield Place(Path(folder), port, url, {**_environment(Path(folder), port, url), **(extra or {})})


def free_port() -> int:
    """A port of the loopback interface that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _environment(folder: Path, port: int, url: str) -> dict[str, str]:
    ours = ("RINGBACK_", "DATABASE_URL", "REDIS_URL", "STORAGE_URL", "DJANGO_SETTINGS_MODULE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    data = {"RINGBACK_DATA": str(folder / "data"), "RINGBACK_URL": f"http://127.0.0.1:{port}"}
    return kept | data | {"DATABASE_URL": url, "RINGBACK_LOG": "WARNING", "PYTHONUNBUFFERED": "1"}


@contextmanager
def _database(database: str, server: str) -> Iterator[str]:
    if database == "sqlite":
        yield ""
        return
    server = server or f"postgres://{quote(getpass.getuser())}@127.0.0.1:5432/postgres"
    name = f"ringback_bench_{os.getpid()}_{secrets.token_hex(3)}"
    _execute(server, f"CREATE DATABASE {name}")
    try:
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    finally:
        _execute(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _execute(url: str, statement: str) -> None:
    # The driver belongs to an extra that a desk on SQLite does without.
    psycopg: Any = import_module("psycopg")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)
