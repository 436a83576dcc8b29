"""Who listens to what. Lives on one event loop; nothing here waits, and nothing here touches the database.

What a client has yet to be told is a set of its own topics, so slow clients cost no more than quick ones.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field

from ringback.ledger.reader import Cursor
from ringback.live.topics import Topic
from ringback.live.watcher import Watcher


@dataclass(eq=False, slots=True)
class Client:
    """One open screen: who watches, what it may hear of, and what it has yet to be told."""

    watcher: Watcher
    topics: frozenset[Topic]
    pending: set[Topic] = field(default_factory=set)
    cursor: Cursor = (0, 0)
    stale: bool = False
    closed: bool = False
    woken: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, topics: Iterable[Topic], cursor: Cursor) -> None:
        """Note what changed; the stream sends it when it gets to it."""
        self.pending.update(self.topics.intersection(topics))
        self.cursor = max(self.cursor, cursor)
        if self.pending:
            self.woken.set()

    def resync(self) -> None:
        """Too much was missed to name it: the screen has to fetch everything again."""
        self.stale = True
        self.woken.set()

    def close(self) -> None:
        self.closed = True
        self.woken.set()


class Hub:
    """The open screens of this process, found by topic."""

    def __init__(self, most: int = 5000) -> None:
        self._most = most
        self._clients: set[Client] = set()
        self._by_topic: dict[Topic, set[Client]] = {}

    @property
    def clients(self) -> list[Client]:
        return list(self._clients)

    @property
    def full(self) -> bool:
        return len(self._clients) >= self._most

    def add(self, client: Client) -> None:
        self._clients.add(client)
        for topic in client.topics:
            self._by_topic.setdefault(topic, set()).add(client)

    def remove(self, client: Client) -> None:
        self._clients.discard(client)
        for topic in client.topics:
            listeners = self._by_topic.get(topic, set())
            listeners.discard(client)
            if not listeners:
                self._by_topic.pop(topic, None)

    def narrow(self, client: Client, topics: frozenset[Topic]) -> None:
        """From now on the client hears of `topics` only; a stream that may hear of nothing any more ends."""
        if topics != client.topics and client in self._clients:
            self.remove(client)
            client.topics = topics
            client.pending &= topics
            self.add(client)
            if not topics:
                client.close()

    def listeners(self, topics: Iterable[Topic]) -> dict[Client, set[Topic]]:
        """Client -> those of `topics` that it listens to."""
        found: dict[Client, set[Topic]] = {}
        for topic in topics:
            for client in self._by_topic.get(topic, ()):
                found.setdefault(client, set()).add(topic)
        return found

    def close(self) -> None:
        """End every stream, and take no more."""
        self._most = 0
        for client in self._clients:
            client.close()
