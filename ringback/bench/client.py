"""A small HTTP/1.1 client that keeps its connection and costs little itself.

It speaks to the loopback interface only, so it stands outside the connector.
"""

import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import BinaryIO, Self, cast
from urllib.parse import urlencode


@dataclass(frozen=True, slots=True)
class Request:
    """What to send. `form` or `json` makes it a POST."""

    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] | None = None
    json: str | None = None

    def bytes(self, port: int) -> bytes:
        """The request as it goes over the wire."""
        body, kind = b"", ""
        if self.json is not None:
            body, kind = self.json.encode(), "application/json"
        elif self.form is not None:
            body, kind = urlencode(self.form).encode(), "application/x-www-form-urlencoded"
        fields = {"Host": f"127.0.0.1:{port}", **self.headers}
        if kind:
            fields |= {"Content-Type": kind, "Content-Length": str(len(body))}
        head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        return f"{'POST' if kind else 'GET'} {self.path} HTTP/1.1\r\n{head}\r\n".encode() + body


@dataclass(frozen=True, slots=True)
class Answer:
    """Header names are in lower case; of several with one name the last."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Client:
    """One connection to a server on 127.0.0.1."""

    def __init__(self, port: int, timeout: float = 60) -> None:
        self.port = port
        self._socket = socket.create_connection(("127.0.0.1", port), timeout)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._file = cast(BinaryIO, self._socket.makefile("rb"))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self._socket.close()

    def send(self, request: Request) -> Answer:
        """The answer, read to its end. Raises OSError when the connection is cut."""
        self._socket.sendall(request.bytes(self.port))
        status = int(self._line().split()[1])
        headers = {}
        while line := self._line():
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        return Answer(status, headers, self._body(status, headers))

    def _line(self) -> str:
        line = self._file.readline()
        if not line.endswith(b"\n"):
            raise ConnectionError("the server has closed the connection")
        return line.decode("latin-1").rstrip("\r\n")

    def _body(self, status: int, headers: Mapping[str, str]) -> bytes:
        if "chunked" in headers.get("transfer-encoding", ""):
            return b"".join(iter(self._chunk, b""))
        return b"" if status in (204, 304) else self._file.read(int(headers.get("content-length", 0)))

    def _chunk(self) -> bytes:
        chunk = self._file.read(int(self._line().partition(";")[0], 16))
        self._line()
        return chunk
