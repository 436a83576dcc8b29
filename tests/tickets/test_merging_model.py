"""Whatever is merged, taken apart, split and answered in whatever order: as a naive model says, without a circle."""

import os
import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from ringback.ledger.models import Event
from ringback.tickets.models import Message, Ticket
from tests.fresh import Fresh
from tests.tickets.merging_model import Walk, clash, recounted
from tests.world import build

STEPS = int(os.environ.get("RINGBACK_MERGE_STEPS", "500"))
CLIENTS = int(os.environ.get("RINGBACK_MERGE_CLIENTS", "8"))


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_random_steps_end_as_a_naive_model_says(seed: int) -> None:
    walk = Walk(build(), seed)
    for number in range(STEPS // 5):
        walk.step()
        if number % 25 == 0:
            assert walk.differences() == []
    assert walk.differences() == []
    assert walk.model.above or Event.objects.filter(kind="ticket.unmerged").exists()


def test_many_at_once_lose_nothing_and_make_no_circle(fresh_db: Fresh) -> None:
    """More clients and steps by RINGBACK_MERGE_CLIENTS and RINGBACK_MERGE_STEPS."""
    world = build()
    walk = Walk(world, 3)
    tickets = sorted({*walk.model.stands.values()})
    before = Message.objects.count()
    each = max(STEPS // 5 // CLIENTS, 2)

    def work(seed: int) -> int:
        try:
            return clash(world, seed, each, tickets)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(CLIENTS) as pool:
        done = sum(pool.map(work, random.Random(4).sample(range(10**6), CLIENTS)))  # noqa: S311  (dice)
    assert done > 0
    rows = Ticket.objects.in_bulk()
    assert recounted(rows) == []
    sent = Event.objects.filter(kind="message.sent").count()
    assert Message.objects.filter(direction="out").count() == sent
    assert Message.objects.count() >= before
    connection.close()
