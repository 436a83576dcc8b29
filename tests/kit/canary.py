"""A server on loopback that counts who comes, and answers whatever a test wants."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

Behaviour = Callable[[socket.socket], None]


@dataclass
class Canary:
    port: int
    visits: list[bytes] = field(default_factory=list)


@contextmanager
def canary(behave: Behaviour | None = None, host: str = "127.0.0.1") -> Iterator[Canary]:
    """Listens on every address of this machine; each connection is noted and given to `behave`."""
    server = socket.create_server((host, 0))
    bird = Canary(server.getsockname()[1])
    thread = threading.Thread(target=_serve, args=(server, bird, behave), daemon=True)
    thread.start()
    try:
        yield bird
    finally:
        server.close()


def answering(answer: bytes) -> Behaviour:
    """A behaviour that waits for the end of a request's head and sends `answer`."""

    def behave(client: socket.socket) -> None:
        head = b""
        while b"\r\n\r\n" not in head and (piece := client.recv(4096)):
            head += piece
        client.sendall(answer)

    return behave


def _serve(server: socket.socket, bird: Canary, behave: Behaviour | None) -> None:
    while True:
        try:
            client, _ = server.accept()
        except OSError:
            return
        bird.visits.append(b"")
        threading.Thread(target=_one, args=(client, behave), daemon=True).start()


def _one(client: socket.socket, behave: Behaviour | None) -> None:
    with client:
        try:
            if behave:
                behave(client)
        except OSError:
            return
