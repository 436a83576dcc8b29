"""What the feed of a process tells, seen from within it."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from ringback.ledger import reader
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


async def _first_word(world: World, topic: Topic) -> bool:
    hub = Hub()
    feed = Feed(hub)
    person = await feed.ask(watcher.enter, cookie_of(world.users["anna"]))
    assert person
    client = Client(person, await feed.ask(watcher.allowed, person, {topic}))
    hub.add(client)
    await feed.ready()
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
