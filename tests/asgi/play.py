"""A client for ASGI applications, in memory."""

import asyncio
from collections.abc import Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

from ringback.asgi.kinds import App

T = TypeVar("T")


@dataclass
class Played:
    """What an application was given and what it sent."""

    sent: list[Any] = field(default_factory=list)

    @property
    def status(self) -> int:
        return int(self.sent[0]["status"])

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.sent[1:])

    @property
    def whole(self) -> bool:
        return bool(self.sent) and not self.sent[-1].get("more_body", False) and len(self.sent) > 1


async def play(app: App, *body: bytes, leaves: bool = False, **headers: str) -> Played:
    """One POST to `app`, its body in pieces; `leaves`: the client goes before the last piece."""
    played, waiting = Played(), iter(_messages(body, leaves))
    names = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]

    async def receive() -> Any:
        try:
            return next(waiting)
        except StopIteration:
            await asyncio.Event().wait()

    async def send(message: Any) -> None:
        played.sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": names}
    await app({**scope, "http_version": "1.1"}, receive, send)
    return played


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    """`asyncio.run` in a thread of its own: in this one Playwright's loop may be running."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


def _messages(body: Iterable[bytes], leaves: bool) -> Iterable[dict[str, Any]]:
    pieces = list(body)
    for at, piece in enumerate(pieces):
        yield {"type": "http.request", "body": piece, "more_body": leaves or at < len(pieces) - 1}
    if leaves:
        yield {"type": "http.disconnect"}
