"""Two work on one ticket in the same moment: who comes second waits, and finds it."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction

from ringback.channels.adapters.email.parsed import Address
from ringback.tickets import linking, statuses
from ringback.tickets.models import Category, Ticket
from tests.fresh import Fresh, on_postgres
from tests.world import World, build, mail


def _edits(world: World) -> None:
    linking.edit(world.actor("lena"), world.near.ticket.pk, {"priority": 2})


def _writes(world: World) -> None:
    answered = world.near.answer
    came = mail(
        world.near.line,
        Address("", world.near.message.author_address),
        "Re: kettle",
        "And the lid.",
        in_reply_to=[answered.message_id],
    )
    assert came.end == "threaded"


@pytest.mark.parametrize("does", [_edits, _writes])
def test_who_waits_for_a_ticket_finds_it_though_its_status_has_changed(
    fresh_db: Fresh, does: Callable[[World], None]
) -> None:
    world = build()
    ticket, before = world.near.ticket, Ticket.objects.get(pk=world.near.ticket.pk).status_id
    third_party = statuses.default_status(Category.WAITING_FOR_THIRD_PARTY)

    def work() -> None:
        try:
            does(world)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            statuses.set_status(world.actor("anna"), ticket.pk, third_party)
            second = pool.submit(work)
            _until_somebody_waits()
        second.result(timeout=60)
    assert before != third_party.pk
    connection.close()


def _until_somebody_waits() -> None:
    """PostgreSQL says so; on SQLite whoever writes waits for whoever does already."""
    until = time.monotonic() + 30
    while on_postgres() and not _waiting():
        assert time.monotonic() < until
        time.sleep(0.01)


def _waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return int(cursor.fetchone()[0])
