"""The body of a request, read before a thread is spent on it, so that slow senders hold none."""

import asyncio
import io
import tempfile
from typing import IO

from ringback.asgi.kinds import Message, Receive, Scope

IN_MEMORY = 1024 * 1024
MOST = 64 * 1024 * 1024
PATIENCE = 30.0  # seconds without a byte
_BIG_AT_ONCE = 8


class TooLarge(Exception):
    """More than `MOST` bytes, announced or sent."""


class Gone(Exception):
    """The client left or fell silent before the body was complete."""


class Bodies:
    """Reads bodies; of those that need the disk, a few at a time."""

    def __init__(self) -> None:
        self._big = asyncio.Semaphore(_BIG_AT_ONCE)

    async def read(self, scope: Scope, receive: Receive) -> tuple[IO[bytes], int]:
        """The whole body, rewound, and its length. Over 1 MiB it is on disk. Raises TooLarge, Gone."""
        announced = _announced(scope)
        if not announced:
            return io.BytesIO(), 0
        if announced > MOST:
            raise TooLarge
        body = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  (the caller closes it)
        try:
            if announced > IN_MEMORY:
                async with self._big:
                    length = await _fill(body, receive, MOST)
            else:
                length = await _fill(body, receive, announced if announced >= 0 else MOST)
        except BaseException:
            body.close()
            raise
        body.seek(0)
        return body, length


def _announced(scope: Scope) -> int:
    """Content-Length; 0 without a body, -1 when the body comes in chunks of unknown number."""
    headers = {
        name: value for name, value in scope["headers"] if name in (b"content-length", b"transfer-encoding")
    }
    if b"content-length" in headers:
        return int(headers[b"content-length"]) if headers[b"content-length"].isdigit() else MOST + 1
    return -1 if b"transfer-encoding" in headers or scope["http_version"].startswith("2") else 0


async def _fill(body: IO[bytes], receive: Receive, most: int) -> int:
    length, more = 0, True
    while more:
        message = await _next(receive)
        chunk = message.get("body", b"")
        length += len(chunk)
        if length > most:
            raise TooLarge
        body.write(chunk)
        more = message.get("more_body", False)
    return length


async def _next(receive: Receive) -> Message:
    try:
        async with asyncio.timeout(PATIENCE):
            message = await receive()
    except TimeoutError as late:
        raise Gone from late
    if message["type"] == "http.disconnect":
        raise Gone
    return message
