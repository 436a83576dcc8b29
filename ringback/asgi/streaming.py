"""A streamed answer: made in one thread, sent by the loop, with a bounded buffer between."""

import asyncio
import threading
from collections.abc import AsyncIterator
from typing import Any

BUFFERED_CHUNKS = 8
STALLED_AFTER = 30.0  # seconds a client may leave the buffer full


class Stalled(Exception):
    """The client stopped reading, or left."""


class Stream:
    """Carries chunks from `produce`, run in a thread, to whoever iterates over `chunks` on the loop."""

    def __init__(self, result: Any, loop: asyncio.AbstractEventLoop) -> None:
        self._result = result
        self._loop = loop
        self._queue: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._room = threading.Semaphore(BUFFERED_CHUNKS)
        self._left = False

    def produce(self) -> None:
        """Iterate over the result here and close it here. Raises Stalled, or what the result raises."""
        try:
            for chunk in self._result:
                if not self._room.acquire(timeout=STALLED_AFTER) or self._left:
                    raise Stalled
                self._loop.call_soon_threadsafe(self._queue.put_nowait, chunk)
        finally:
            self._result.close()
            self._loop.call_soon_threadsafe(self._queue.put_nowait, None)

    async def chunks(self) -> AsyncIterator[bytes]:
        """The chunks as they come; a chunk counts as read when the next one is asked for."""
        while (chunk := await self._queue.get()) is not None:
            yield chunk
            self._room.release()

    def leave(self) -> None:
        """Nobody reads on: the producer stops at its next chunk."""
        self._left = True
        self._room.release()
