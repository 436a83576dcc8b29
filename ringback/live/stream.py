"""`GET /live?topics=ticket:12,list`: an event stream (HTML Living Standard, server-sent events).

Events: `open` (data: the topics this screen may hear of), `changed` (data: the topics that changed; fetch
them again), `stale` (too much was missed: fetch everything). Each has an id to resume from, by Last-Event-ID
or `since=`.
"""

import asyncio
import json
from collections.abc import Iterable
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs

from ringback.kit.text import whole
from ringback.ledger import reader
from ringback.ledger.reader import Cursor
from ringback.live import watcher
from ringback.live.feed import Feed
from ringback.live.hub import Client, Hub
from ringback.live.topics import Topic, parse

LIVE_PATH = "/live"
BEAT = 15.0  # seconds of silence after which a line says that the stream is alive
GAP = 0.2  # seconds between two messages of one stream; what changes meanwhile travels together
EACH_AT_MOST = 40  # streams a person may hold

hub = Hub()
feed = Feed(hub)


def here() -> str:
    """The present place in the ledger. A page passes it as `since=` so that nothing is missed."""
    return _name(reader.newest())


async def live(scope: Any, receive: Any, send: Any) -> None:
    """Answer one stream until either side ends it. 401 without a session, 429 or 503 for too many.

    Fetch Metadata is not asked: other origins get no cookie (SameSite) and could not read the answer.
    """
    headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
    query = {key: values[0] for key, values in parse_qs(scope["query_string"].decode("latin-1")).items()}
    person = await feed.ask(watcher.enter, headers.get(b"cookie", ""))
    if person is None or scope["method"] != "GET":
        await _refuse(send, 405 if person else 401)
    elif hub.full or sum(client.watcher.user_id == person.user_id for client in hub.clients) >= EACH_AT_MOST:
        await _refuse(send, 503 if hub.full else 429)
    else:
        topics = await feed.ask(watcher.allowed, person, parse(query.get("topics", "")))
        client = Client(person, topics)
        hub.add(client)
        try:
            await _carry(
                client, _cursor(headers.get(b"last-event-id") or query.get("since", "")), receive, send
            )
        finally:
            hub.remove(client)


async def _carry(client: Client, since: Cursor | None, receive: Any, send: Any) -> None:
    # First follow, then look back: nothing can fall between.
    client.cursor = max(client.cursor, await feed.ready())
    await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
    await _send(send, "retry: 2000\n" + _event("open", client.cursor, client.topics))
    if since is not None:
        missed = await feed.ask(feed.missed, since, client.topics)
        client.resync() if missed is None else client.tell(missed, client.cursor)
    leaving = asyncio.ensure_future(_left(receive))
    leaving.add_done_callback(lambda _: client.close())
    try:
        await _pass_on(client, send)
    finally:
        leaving.cancel()
    await send({"type": "http.response.body", "body": b""})


async def _pass_on(client: Client, send: Any) -> None:
    while not client.closed:
        with suppress(TimeoutError):
            async with asyncio.timeout(BEAT):
                await client.woken.wait()
        if not client.closed:
            await _send(send, _news(client))
            await asyncio.sleep(GAP)


def _news(client: Client) -> str:
    if not client.woken.is_set():
        return ": still here\n\n"
    text = _event("stale" if client.stale else "changed", client.cursor, client.pending)
    client.pending.clear()
    client.woken.clear()
    client.stale = False
    return text


def _event(name: str, cursor: Cursor, topics: Iterable[Topic]) -> str:
    data = json.dumps({"topics": [str(topic) for topic in sorted(topics)]})
    return f"id: {_name(cursor)}\nevent: {name}\ndata: {data}\n\n"


async def _left(receive: Any) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _send(send: Any, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def _refuse(send: Any, status: int) -> None:
    headers = [(b"content-length", b"0"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


def _name(cursor: Cursor) -> str:
    return f"{cursor[0]}-{cursor[1]}"


def _cursor(text: str) -> Cursor | None:
    first, _, second = text.partition("-")
    xid, event_id = whole(first), whole(second)
    return None if xid is None or event_id is None else (xid, event_id)
