"""TRUST B12: while the database is busy or away people are told to try again, and nothing said yes to is lost."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import Client

from ringback.access import tokens
from ringback.ledger.actor import SYSTEM
from ringback.tickets.models import Message
from tests.fresh import Fresh, on_postgres
from tests.world import World, build


@pytest.fixture
def house(fresh_db: Fresh) -> World:
    """The cast, on a database whose commits are real."""
    return build()


@contextmanager
def locked(made: Fresh) -> Iterator[None]:
    """Another process holds the lock for longer than anybody waits."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 50")
    other = sqlite3.connect(made.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


@contextmanager
def cut_off(made: Fresh) -> Iterator[None]:
    """The server ends our connection, and takes no other while this lasts."""
    name = made.database
    server = psycopg.connect(_server(name), autocommit=True)
    server.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
    server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
    try:
        yield
    finally:
        server.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
        server.close()


def test_while_the_database_is_away_every_writer_is_told_to_try_again(fresh_db: Fresh, house: World) -> None:
    client, program, bearer = _people(house)
    number, before = house.near.ticket.pk, Message.objects.count()
    with _away(fresh_db):
        answers = [
            client.post(f"/tickets/{number}/replies", {"html_or_text": "Hello", "to": "colin@mail.example"}),
            client.post(f"/tickets/{number}/notes", {"html_or_text": "Hello"}),
            client.post("/sign-in", {"login": "anna@house.example", "password": "x"}),
            client.post("/sign-in/forgotten/none"),
            program.post(
                f"/api/v1/tickets/{number}/replies", {"html": "<p>H</p>"}, "application/json", headers=bearer
            ),
        ]
        for answer in (answers[0], answers[1], answers[4]):
            assert answer.status_code == 503, answer.content[:300]
            assert int(answer.headers["Retry-After"]) > 0
        assert not [a for a in answers if a.status_code == 500]
    _ask_again()
    assert Message.objects.count() == before


def test_afterwards_the_same_request_succeeds_and_what_was_acknowledged_is_there(
    fresh_db: Fresh, house: World
) -> None:
    _, program, bearer = _people(house)
    path = f"/api/v1/tickets/{house.near.ticket.pk}/replies"

    def ask(key: str) -> Any:
        headers = bearer | {"Idempotency-Key": key}
        return program.post(path, {"html": f"<p>{key}</p>"}, "application/json", headers=headers)

    assert ask("before").status_code == 201
    with _away(fresh_db):
        assert ask("again").status_code == 503
    _ask_again()
    assert [ask(key).status_code for key in ("again", "again", "before")] == [201, 201, 201]
    said = Message.objects.filter(direction=Message.OUT, text__in=["before", "again"])
    assert sorted(said.values_list("text", flat=True)) == ["again", "before"]


def _away(made: Fresh) -> Any:
    return cut_off(made) if on_postgres() else locked(made)


def _ask_again() -> None:
    connection.close()


def _server(name: str) -> str:
    given = connection.settings_dict
    return psycopg.conninfo.make_conninfo(
        host=given["HOST"],
        port=given["PORT"],
        user=given["USER"],
        password=given["PASSWORD"],
        dbname="postgres",
    )


def _people(world: World) -> tuple[Client, Client, dict[str, str]]:
    client = Client(raise_request_exception=False)
    client.force_login(world.users["anna"])
    _, secret = tokens.create(SYSTEM, world.users["anna"].pk, "asks")
    return client, Client(raise_request_exception=False), {"Authorization": f"Bearer {secret}"}
