"""The bridge from ASGI to a WSGI application in a few threads.

A thread is spent on making the answer only: requests are read before it, files and finished pages are sent
after it. Answers that Django streams keep their thread (its database cursor lives there).
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import IO, Any

from ringback.asgi.body import Bodies, Gone, TooLarge
from ringback.asgi.environ import environ_of
from ringback.asgi.kinds import Headers, Receive, Scope, Send, answer_text
from ringback.asgi.streaming import Stream

THREADS = 4
WAITING_AT_MOST = 400
CHUNK = 256 * 1024
WSGI = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class FileBody:
    """What `wsgi.file_wrapper` makes of an open file: the bridge reads it, no application thread does."""

    def __init__(self, file: IO[bytes], block_size: int = CHUNK) -> None:
        self.file = file

    def __iter__(self) -> Iterator[bytes]:
        return iter(lambda: self.file.read(CHUNK), b"")

    def close(self) -> None:
        self.file.close()


@dataclass(slots=True)
class Answer:
    """What the application made: a whole body, an open file, or an iterable still to be run in a thread."""

    status: int = 500
    headers: Headers = field(default_factory=list)
    body: bytes = b""
    rest: Any = None


class Bridge:
    """An ASGI application around the WSGI application `app`."""

    def __init__(self, app: WSGI, threads: int = THREADS, waiting: int = WAITING_AT_MOST) -> None:
        self._app = app
        self._threads = ThreadPoolExecutor(threads, "page")
        self._files = ThreadPoolExecutor(2, "file")
        self._bodies = Bodies()
        self._waiting, self._most_waiting = 0, waiting

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._waiting >= self._most_waiting:
            await answer_text(send, 503, "Busy. Please try again in a moment.\n", (b"retry-after", b"2"))
            return
        try:
            body, length = await self._bodies.read(scope, receive)
        except TooLarge:
            await answer_text(
                send, 413, "This is more than one request may carry.\n", (b"connection", b"close")
            )
        except Gone:
            return
        else:
            with body:
                await self._answer(environ_of(scope, body, length), send)

    def close(self) -> None:
        """Take no more work; what runs may finish."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._files.shutdown(wait=False, cancel_futures=True)

    async def _answer(self, environ: dict[str, Any], send: Send) -> None:
        loop = asyncio.get_running_loop()
        environ["wsgi.file_wrapper"] = FileBody
        self._waiting += 1
        try:
            answer = await loop.run_in_executor(self._threads, _call, self._app, environ)
        finally:
            self._waiting -= 1
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
        if answer.rest is None:
            await send({"type": "http.response.body", "body": answer.body})
        elif isinstance(answer.rest, FileBody):
            await self._send_file(answer.rest, send)
        else:
            await self._send_stream(answer.rest, send)

    async def _send_file(self, body: FileBody, send: Send) -> None:
        loop = asyncio.get_running_loop()
        try:
            while chunk := await loop.run_in_executor(self._files, body.file.read, CHUNK):
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            body.close()

    async def _send_stream(self, result: Any, send: Send) -> None:
        loop = asyncio.get_running_loop()
        stream = Stream(result, loop)
        producing = loop.run_in_executor(self._threads, stream.produce)
        try:
            async for chunk in stream.chunks():
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        finally:
            stream.leave()
            # A failure of the producer must cut the answer off, not end it as if it were whole.
            await producing
        await send({"type": "http.response.body", "body": b""})


def _call(app: WSGI, environ: dict[str, Any]) -> Answer:
    answer = Answer()

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
        answer.status = int(status[:3])
        answer.headers = [
            (name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers
        ]

    result = app(environ, start_response)
    if isinstance(result, FileBody) or getattr(result, "streaming", False):
        answer.rest = result
    else:
        answer.body = _whole(result)
    return answer


def _whole(result: Iterable[bytes]) -> bytes:
    try:
        return b"".join(result)
    finally:
        close = getattr(result, "close", None)
        if close:
            close()
