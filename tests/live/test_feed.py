"""What the feed of a process tells, seen from within it."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import OperationalError, transaction

from ringback.ledger import reader
from ringback.live import feed as feed_module
from ringback.live import watcher
from ringback.live.feed import Feed
from ringback.live.hub import Client, Hub
from ringback.live.topics import Topic
from tests.fresh import Fresh
from tests.live.listener import cookie_of
from tests.live.test_stream import happen
from tests.world import World, build


def test_what_is_committed_while_the_feed_begins_is_told(
    fresh_db: Fresh, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, newest = build(), reader.newest
    near = world.near.ticket.pk

    def looked_up() -> reader.Cursor:
        found = newest()
        happen(near)
        return found

    monkeypatch.setattr(reader, "newest", looked_up)
    assert _run(_first_word(world, Topic("ticket", near)))


@pytest.mark.parametrize("broken", ["reading", "telling"])
def test_what_could_not_be_told_at_once_is_told_without_another_commit(
    fresh_db: Fresh, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    world = build()
    near = world.near.ticket.pk
    owner, name = {"reading": (reader, "after"), "telling": (Feed, "_recheck")}[broken]
    right, refused = getattr(owner, name), []

    def fails_once(*given: Any) -> Any:
        if not refused and (broken == "telling" or reader.newest() > given[0]):
            refused.append(name)
            raise OperationalError("database is locked")
        return right(*given)

    monkeypatch.setattr(owner, name, fails_once)
    assert _run(_first_word(world, Topic("ticket", near), lambda: happen(near)))
    assert refused


def test_more_than_a_batch_is_told_to_its_end(fresh_db: Fresh, monkeypatch: pytest.MonkeyPatch) -> None:
    world = build()
    near, other = world.near.ticket.pk, world.near.other.pk
    monkeypatch.setattr(feed_module, "BATCH", 2)

    def much() -> None:
        with transaction.atomic():
            for ticket in (other, other, near):
                happen(ticket)

    assert _run(_first_word(world, Topic("ticket", near), much))


async def _first_word(world: World, topic: Topic, then: Callable[[], None] = lambda: None) -> bool:
    hub = Hub()
    feed = Feed(hub)
    person = await feed.ask(watcher.enter, cookie_of(world.users["anna"]))
    assert person
    client = Client(person, await feed.ask(watcher.allowed, person, {topic}))
    hub.add(client)
    await feed.ready()
    await feed.ask(then)
    try:
        async with asyncio.timeout(20):
            while topic not in client.pending:
                await asyncio.sleep(0.02)
        return True
    finally:
        hub.remove(client)


def _run(word: Coroutine[Any, Any, bool]) -> bool:
    """In a thread of its own: the browser of other tests keeps a loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, word).result()
