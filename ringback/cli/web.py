"""One web process: pages, API and live updates on one port."""

import argparse
import asyncio
import os
import signal
import sys
import threading
from typing import Any

from granian import _granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.server.embed import Server

from ringback.asgi import application
from ringback.cli import lifeline, ports
from ringback.kit import database_clock
from ringback.live.stream import hub

# Its stub leaves out what its pickling uses.
_HOLDER: Any = _granian.SocketHolder
# Open streams count as requests under way.
AT_ONCE = 8192
MOST_IN_HEADERS = 64 * 1024


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (8000)")


def run(arguments: argparse.Namespace, name: str = "web") -> int:
    handed = os.environ.get(ports.HANDED)
    descriptor = int(handed) if handed else ports.listen(arguments.host, arguments.port).detach()
    database_clock.keep_following(threading.Event())
    with lifeline.held(name):
        asyncio.run(_serve(descriptor, arguments.host, arguments.port))
    sys.stdout.flush()
    # Pages still being made must not hold up a stop.
    os._exit(0)


async def _serve(descriptor: int, host: str, port: int) -> None:
    server = _OnSocket(
        application,
        descriptor,
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        backpressure=AT_ONCE,
        http1_settings=HTTP1Settings(max_buffer_size=MOST_IN_HEADERS),
        log_enabled=False,
        websockets=False,
    )
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, _stop, server)
    await server.serve()


def _stop(server: Server) -> None:
    # The server waits for answers under way, and a stream is one that does not end by itself.
    hub.close()
    server.stop()  # type: ignore[no-untyped-call]  # granian does not type it


class _OnSocket(Server):
    """Granian on a socket that listens already, so that nobody is turned away while it is started again."""

    def __init__(self, target: object, descriptor: int, **settings: Any) -> None:
        super().__init__(target, **settings)
        self._descriptor = descriptor

    def _init_shared_socket(self) -> None:
        self._shd: Any = _HOLDER(self._descriptor, False, ports.BACKLOG)
        self._sfd: Any = self._descriptor
        self._ssp = None
