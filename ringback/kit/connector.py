"""The one way out (TRUST A14): `connect` for servers by name and port, `fetch` for whatever has a URL.

Nothing else in the house opens connections to addresses that come from people or from mail.
"""

import http.client
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from ringback.kit.dial import Unreachable, connect
from ringback.kit.networks import AllowedNetworks, web_networks
from ringback.kit.timed_socket import TimedSocket

__all__ = ["Answer", "Unreachable", "connect", "fetch"]

SECONDS = 10.0
MOST = 1024 * 1024
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; a redirect is an answer like any other. `headers` has lower-case names."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def fetch(
    url: str,
    *,
    method: str = "GET",
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    networks: AllowedNetworks | None = None,
    seconds: float = SECONDS,
    most: int = MOST,
) -> Answer:
    """Ask `url` once: http(s), `seconds` in all, an answer of at most `most` bytes, no proxy, no redirect.

    Raises Unreachable in plain words. Never show the body of an answer to whoever gave the URL.
    """
    parts, host, port = _read(url)
    until = time.monotonic() + seconds
    timed = TimedSocket(connect(host, port, networks=networks or web_networks(), timeout=seconds), until)
    try:
        if parts.scheme == "https":
            timed.secure(host)
        sent = {"Host": _in_header(parts, host), "User-Agent": "Ringback", **(headers or {})}
        return _converse(timed, method, _target(parts), body, sent, most)
    except TimeoutError as slow:
        raise Unreachable(f"{host} took longer than {seconds:g} seconds.", "timeout") from slow
    except (http.client.HTTPException, ssl.SSLError, ConnectionError, UnicodeError) as bad:
        raise Unreachable(f"{host} gave no proper answer.", "protocol") from bad
    finally:
        timed.close()


def _read(url: str) -> tuple[SplitResult, str, int]:
    if len(url) > 2000 or any(c <= " " or c == "\\" or "\x7f" <= c <= "\xa0" for c in url):
        raise Unreachable("This is not a web address.", "name")
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme, 0)
        host = (parts.hostname or "").encode("idna").decode("ascii")
    except ValueError as bad:
        raise Unreachable("This is not a web address.", "name") from bad
    if not port or not host or "@" in parts.netloc:
        raise Unreachable("Only http and https addresses without a name and password are fetched.", "name")
    return parts, host, port


def _converse(
    timed: TimedSocket, method: str, target: str, body: bytes | None, headers: Mapping[str, str], most: int
) -> Answer:
    client = _Conversation("connected-already")
    client.auto_open = 0
    client.sock = timed
    client.request(method, target, body=body, headers=headers)
    answer = client.getresponse()
    got = answer.read(most + 1)
    if len(got) > most:
        raise Unreachable(f"The answer is longer than {most} bytes.", "protocol")
    return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, got)


class _Conversation(http.client.HTTPConnection):
    """Where the other side is going to hang up, the library does so before the answer is read."""

    def close(self) -> None:
        self.sock = None


def _in_header(parts: SplitResult, host: str) -> str:
    name = f"[{host}]" if ":" in host else host
    return name if parts.port in (None, _PORTS[parts.scheme]) else f"{name}:{parts.port}"


def _target(parts: SplitResult) -> str:
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return "".join(c if c < "\x7f" else "".join(f"%{byte:02X}" for byte in c.encode()) for c in target)
