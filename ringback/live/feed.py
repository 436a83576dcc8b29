"""One feed a process: reads what is new in the ledger and tells those who listen, while anybody does."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from django.db import close_old_connections, connection

from ringback.ledger import reader
from ringback.ledger.models import Event
from ringback.ledger.reader import Cursor
from ringback.live import watcher
from ringback.live.hub import Client, Hub
from ringback.live.topics import LIST, Topic, changes_rights, touched
from ringback.live.watch import Watch, watch
from ringback.live.watcher import LONG_AGO

BATCH = 500
MISSED_AT_MOST = 200
LOOK = 1.0  # seconds one look at the database may last
WEED_EVERY = 2.5
T = TypeVar("T")
logger = logging.getLogger(__name__)


class Feed:
    """Follows the ledger for a hub. Two threads touch the database: one looks, one asks about rights."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._eyes = ThreadPoolExecutor(1, "live-eyes")
        self._rights = ThreadPoolExecutor(1, "live-rights")
        self._following: asyncio.Task[None] | None = None
        self._ready = asyncio.Event()
        self._watch: Watch | None = None
        self._behind = False
        self._cursor: Cursor = (0, 0)

    async def ready(self) -> Cursor:
        """Wait until the feed follows, and say from where: what is committed after that will be told."""
        if self._following is None or self._following.done():
            self._ready.clear()
            self._following = asyncio.get_running_loop().create_task(self._follow())
        await self._ready.wait()
        return self._cursor

    async def ask(self, question: Callable[..., T], *about: Any) -> T:
        """Run `question` in the thread that asks about rights."""
        return await asyncio.get_running_loop().run_in_executor(self._rights, _asked, question, *about)

    def missed(self, since: Cursor, topics: frozenset[Topic]) -> frozenset[Topic] | None:
        """Which of `topics` changed behind `since`; None when it is too much to say. For `ask`."""
        events = reader.after(since, MISSED_AT_MOST)
        return None if len(events) == MISSED_AT_MOST else topics & _touched(events)

    async def _follow(self) -> None:
        weeded = time.monotonic()
        while self._hub.clients:
            try:
                if not self._ready.is_set():
                    self._cursor = await self._look(self._newest)
                    self._ready.set()
                if time.monotonic() - weeded >= WEED_EVERY:
                    await self._weed()
                    weeded = time.monotonic()
                await self._tell(await self._look(self._news))
            except Exception:
                logger.exception("live updates: the database could not be read; trying again")
                await asyncio.sleep(1)
        self._ready.clear()

    async def _look(self, look: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._eyes, _asked, look)

    def _newest(self) -> Cursor:
        # Watching begins before: what is committed between the two would be told with the next commit only.
        self._watch = self._watch or watch()
        return reader.newest()

    def _news(self) -> list[Event]:
        if self._watch is None:
            raise RuntimeError("the feed follows nothing yet")
        # What could not be told, or was too much for one batch, does not wait for the next commit.
        self._behind = self._watch.wait(0 if self._behind else LOOK) or self._behind
        return reader.after(self._cursor, BATCH) if self._behind else []

    async def _tell(self, events: Sequence[Event]) -> None:
        if events:
            cursor = (events[-1].xid, events[-1].pk)
            if any(changes_rights(event.kind) for event in events):
                await self._forget_rights()
            told = self._hub.listeners(_touched(events))
            await self._recheck(told)
            await self._tell_lists(told, events)
            for client, topics in told.items():
                client.tell(topics, cursor)
            self._cursor = cursor
        self._behind = len(events) == BATCH

    async def _forget_rights(self) -> None:
        """Somebody's rights have changed: nobody is told anything any more by what was known of theirs (TRUST A12), and
        who was signed out is gone at once."""
        for client in self._hub.clients:
            client.watcher.checked_at = LONG_AGO
        await self._weed()

    async def _recheck(self, told: dict[Client, set[Topic]]) -> None:
        """Rights read longer than five seconds ago are read again before anything is told."""
        for client in [client for client in told if not client.watcher.fresh]:
            try:
                self._hub.narrow(client, await self.ask(watcher.allowed, client.watcher, client.topics))
            except Exception:
                logger.exception("live updates: rights could not be read; the stream ends")
                client.close()

    async def _tell_lists(self, told: dict[Client, set[Topic]], events: Sequence[Event]) -> None:
        tickets = {e.topic_id or e.subject_id for e in events if e.topic_id or e.subject_kind == "ticket"}
        for client, topics in told.items():
            narrow = LIST in topics and not client.watcher.is_house
            if narrow and not await self.ask(watcher.hears_list, client.watcher, tickets):
                topics.discard(LIST)

    async def _weed(self) -> None:
        """End the streams of those who were signed out, deactivated or given other roles."""
        gone = {id(w) for w in await self.ask(watcher.gone, [client.watcher for client in self._hub.clients])}
        for client in self._hub.clients:
            if id(client.watcher) in gone:
                client.close()


def _touched(events: Sequence[Event]) -> frozenset[Topic]:
    return frozenset().union(*(touched(e.subject_kind, e.subject_id, e.topic_id) for e in events))


def _asked(question: Callable[..., T], *about: Any) -> T:
    """Each look is a small read of its own; a connection that broke is replaced before the next."""
    close_old_connections()
    try:
        return question(*about)
    except Exception:
        connection.close()
        raise
