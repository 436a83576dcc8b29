"""imaplib over the desk's own connection, with limits and a wait that can be broken off (RFC 9051, 2177)."""

import imaplib
import select
import ssl
from collections.abc import Callable
from typing import Any

from ringback.channels.adapters.email.trouble import Server
from ringback.kit.connector import connect
from ringback.kit.dial import secure
from ringback.kit.networks import mail_networks

SECONDS = 45.0  # of silence before a connection counts as dead
MOST = 100 * 1024 * 1024
_LONGEST_LINE = 32 * 1024 * 1024  # a search over millions of mails answers on one line
_PIECE = 64 * 1024


class ImapWire(imaplib.IMAP4):
    """Connected, and over TLS where asked for. Raises Unreachable, OSError and imaplib's errors."""

    def __init__(self, server: Server, seconds: float = SECONDS) -> None:
        self._server = server
        self._seconds = seconds
        self._buffer = bytearray()
        super().__init__(server.host, server.port)
        if server.tls == "starttls":
            self._start_tls()

    def has(self, capability: str) -> bool:
        """Whether the server has named the capability."""
        return capability.upper() in self.capabilities

    def ask_capabilities(self) -> None:
        """Ask anew: many servers name more of them after signing in."""
        _, data = self.capability()
        words = b" ".join(word for word in data if isinstance(word, bytes)).decode("ascii", "replace")
        self.capabilities = tuple(words.upper().split())

    def sit(self, seconds: float, goes_on: Callable[[], bool]) -> bool:
        """IDLE until the server has new mail (True), `seconds` have gone or `goes_on` says no (False)."""
        tag = self._new_tag()
        self.send(tag + b" IDLE\r\n")
        news = self._until(b"+", tag) or self._listen(seconds, goes_on)
        self.send(b"DONE\r\n")
        return self._until(tag, b"+") or news

    # What imaplib asks of a transport, see its IMAP4_stream.

    def open(self, host: str = "", port: int = 0, timeout: float | None = None) -> None:
        server = self._server
        self.host, self.port = server.host, server.port
        self.sock: Any = connect(server.host, server.port, networks=mail_networks(), timeout=self._seconds)
        if server.tls == "tls":
            self.sock = secure(self.sock, server.host)

    def read(self, size: int) -> bytes:
        if size > MOST + 1:
            raise self.abort(f"the server announces {size} bytes at once")
        while len(self._buffer) < size:
            self._fill()
        return self._cut(size)

    def readline(self) -> bytes:
        looked = 0
        while (end := self._buffer.find(b"\n", looked)) < 0:
            looked = len(self._buffer)
            if looked > _LONGEST_LINE:
                raise self.abort("the server sends a line without end")
            self._fill()
        return self._cut(end + 1)

    def send(self, data: Any) -> None:
        self.sock.sendall(data)

    def shutdown(self) -> None:
        self.sock.close()

    def _start_tls(self) -> None:
        typ, _ = self.xatom("STARTTLS") if self.has("STARTTLS") else ("NO", [])
        # What came in behind the answer was said before TLS, by whomever.
        if typ != "OK" or self._buffer:
            self.shutdown()
            raise ssl.SSLError("no STARTTLS")
        self.sock = secure(self.sock, self._server.host)
        self.ask_capabilities()

    def _until(self, wanted: bytes, other: bytes) -> bool:
        """Read up to a line that begins as `wanted`; whether there was news before it."""
        news = False
        while not (line := self.readline()).startswith(wanted):
            if line.startswith(other):
                raise self.abort("the server does not know IDLE after all")
            news = news or _is_news(line)
        return news

    def _listen(self, seconds: float, goes_on: Callable[[], bool]) -> bool:
        waited = 0.0
        while waited < seconds and goes_on():
            if self._readable(1.0):
                if _is_news(self.readline()):
                    return True
            else:
                waited += 1.0
        return False

    def _readable(self, seconds: float) -> bool:
        pending = isinstance(self.sock, ssl.SSLSocket) and self.sock.pending()
        return bool(self._buffer or pending or select.select([self.sock], [], [], seconds)[0])

    def _fill(self) -> None:
        piece = self.sock.recv(_PIECE)
        if not piece:
            raise self.abort("the server hung up")
        self._buffer += piece

    def _cut(self, size: int) -> bytes:
        piece = bytes(memoryview(self._buffer)[:size])
        del self._buffer[:size]
        return piece


def _is_news(line: bytes) -> bool:
    return b"EXISTS" in line or b"RECENT" in line
