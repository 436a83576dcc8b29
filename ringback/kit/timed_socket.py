"""A conversation with one deadline, however slowly the other side drips its bytes."""

import io
import socket
import time
from typing import Any

from ringback.kit.dial import secure


class TimedSocket:
    """What http.client and smtplib need of a socket. TimeoutError past `until`, a moment of time.monotonic().

    `each` limits a single wait, in seconds.
    """

    def __init__(self, sock: socket.socket, until: float, each: float | None = None) -> None:
        self._sock = sock
        self._end = until
        self._each = each

    def secure(self, host: str) -> None:
        """Go on over TLS, the certificate verified against `host`; same deadline. Raises Unreachable."""
        self._sock.settimeout(self._left())
        self._sock = secure(self._sock, host)

    def sendall(self, data: Any) -> None:
        self._sock.settimeout(self._left())
        self._sock.sendall(data)

    def makefile(self, mode: str = "rb", *_: Any, **__: Any) -> io.BufferedReader:
        return io.BufferedReader(_Reading(self))

    def read_into(self, buffer: Any) -> int:
        """Receive into `buffer` within what is left of the time."""
        self._sock.settimeout(self._left())
        return self._sock.recv_into(buffer)

    def settimeout(self, seconds: float | None) -> None:
        self._each = seconds

    def close(self) -> None:
        self._sock.close()

    def _left(self) -> float:
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError("the conversation took too long")
        return min(left, self._each) if self._each else left


class _Reading(io.RawIOBase):
    def __init__(self, sock: TimedSocket) -> None:
        self._from = sock

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._from.read_into(buffer)
