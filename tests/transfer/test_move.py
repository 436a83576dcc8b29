"""The same desk on the other database, there and back (TRUST B21)."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from ringback.cli import supervise
from ringback.ledger import seals
from tests import fresh
from tests.fresh import Fresh
from tests.servers import command
from tests.transfer.desks import lived, told, told_by

SERVER = os.environ.get("RINGBACK_TEST_POSTGRES") or "postgres://root@127.0.0.1:5432/postgres"


@pytest.fixture
def postgres() -> Iterator[str]:
    """The address of an empty PostgreSQL database."""
    name = f"ringback_move_{os.getpid()}"
    try:
        psycopg.connect(SERVER, connect_timeout=3).close()
    except psycopg.OperationalError:
        pytest.skip("PostgreSQL was not found")
    _execute(f"CREATE DATABASE {name}")
    try:
        yield urlunsplit(urlsplit(SERVER)._replace(path=f"/{name}"))
    finally:
        _execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.once  # it begins on SQLite, and goes both ways
def test_there_and_back_gives_the_same_desk(fresh_db: Fresh, postgres: str) -> None:
    lived()
    seals.seal()
    here = told()
    moved = command(fresh_db, "move", "--to", postgres)
    assert moved.returncode == 0, moved.stderr
    assert "equal" in moved.stdout and told() == here
    there = replace(fresh_db, environment=fresh_db.environment | {"DATABASE_URL": postgres})
    assert told_by(there) == here
    verified = json.loads(command(there, "audit", "verify", "--json").stdout)
    assert verified["ok"] and verified["seals"] and not verified["unsealed"]

    assert "is a desk in this place already" in command(there, "move", "--to", "sqlite").stderr
    (fresh_db.data / fresh.DATABASE).rename(fresh_db.data / "before.sqlite3")
    back = command(there, "move", "--to", "sqlite")
    assert back.returncode == 0, back.stderr
    assert told_by(fresh_db) == here


@pytest.mark.once
def test_a_desk_that_runs_is_not_moved(fresh_db: Fresh, postgres: str) -> None:
    lived()
    with _claimed(fresh_db.data / "run"):
        done = command(fresh_db, "move", "--to", postgres)
    assert done.returncode == 1 and "runs here" in done.stderr
    with psycopg.connect(postgres) as other:
        done = command(fresh_db, "move", "--to", postgres)
        assert done.returncode == 1 and "connected to the database" in done.stderr
        assert other.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)


def test_a_move_to_where_the_desk_is_or_to_nowhere_is_a_sentence(fresh_db: Fresh) -> None:
    here = fresh_db.environment["DATABASE_URL"] or "sqlite"
    for target, word in {here: "on that database already", "mysql://x/y": "Say where to"}.items():
        done = command(fresh_db, "move", "--to", target)
        assert done.returncode == 1 and word in done.stderr and "Traceback" not in done.stderr, done.stderr


@contextmanager
def _claimed(folder: Path) -> Iterator[None]:
    """As if this process were the supervisor of a desk there."""
    held = supervise.claim(folder)
    try:
        yield
    finally:
        os.close(held)
        (folder / "supervisor.pid").unlink()


def _execute(statement: str) -> None:
    with psycopg.connect(SERVER, autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[arg-type]
