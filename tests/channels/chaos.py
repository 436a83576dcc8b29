"""A proxy before a server that cuts, stalls and lies."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

Mangle = Callable[[bytes], bytes]


@dataclass
class Chaos:
    """`cut_after`: how many bytes the server may say on one connection; `mangle` changes what it says,
    `ask` what it is asked."""

    port: int = 0
    cut_after: int | None = None
    mangle: Mangle = lambda piece: piece
    ask: Mangle = lambda piece: piece
    connections: int = 0
    sockets: list[socket.socket] = field(default_factory=list)

    def cut(self) -> None:
        """Cut every connection there is."""
        for one in self.sockets:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


@contextmanager
def chaos(port: int) -> Iterator[Chaos]:
    """A proxy to `port` on this machine."""
    server = socket.create_server(("127.0.0.1", 0))
    proxy = Chaos(server.getsockname()[1])
    threading.Thread(target=_serve, args=(server, proxy, port), daemon=True).start()
    try:
        yield proxy
    finally:
        server.close()
        proxy.cut()


def _serve(server: socket.socket, proxy: Chaos, port: int) -> None:
    while True:
        try:
            client, _ = server.accept()
            behind = socket.create_connection(("127.0.0.1", port))
        except OSError:
            return
        proxy.connections += 1
        proxy.sockets += [client, behind]
        threading.Thread(target=_up, args=(client, behind, proxy), daemon=True).start()
        threading.Thread(target=_down, args=(behind, client, proxy), daemon=True).start()


def _up(client: socket.socket, behind: socket.socket, proxy: Chaos) -> None:
    with suppress(OSError):
        while piece := client.recv(65536):
            behind.sendall(proxy.ask(piece))
    with suppress(OSError):
        behind.shutdown(socket.SHUT_RDWR)


def _down(behind: socket.socket, client: socket.socket, proxy: Chaos) -> None:
    left = proxy.cut_after
    with suppress(OSError):
        while piece := behind.recv(65536):
            piece = proxy.mangle(piece)
            client.sendall(piece if left is None else piece[:left])
            left = None if left is None else left - len(piece)
            if left is not None and left <= 0:
                break
    for one in (client, behind):
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
