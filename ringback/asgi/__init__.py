"""One port for everything: live updates are answered here, the rest by Django in a few threads."""

from ringback.asgi.bridge import Bridge
from ringback.asgi.kinds import Receive, Scope, Send
from ringback.asgi.pages import application as pages
from ringback.live.stream import LIVE_PATH, hub, live

_bridge = Bridge(pages)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """The ASGI entry. `lifespan` is answered so that open streams end when the server stops."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] == "http":
        await (live if scope["path"] == LIVE_PATH else _bridge)(scope, receive, send)


async def _lifespan(receive: Receive, send: Send) -> None:
    await receive()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    hub.close()
    _bridge.close()
    await send({"type": "lifespan.shutdown.complete"})
