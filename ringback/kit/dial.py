"""Dialling: connections that cannot be led to addresses the desk may not reach (TRUST A14).

The name is resolved once, its addresses are checked, and the connection goes to a checked address: no second
look-up could answer differently.
"""

import socket
import ssl
import threading
import time
from functools import cache

from ringback.kit.networks import AllowedNetworks

_Found = list[tuple[int, tuple[str, int]]]  # address family, numeric address with port


class Unreachable(OSError):
    """No connection. `code` is name, forbidden, refused, timeout, tls or protocol; the text is for people."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.message = message
        self.code = code


def connect(host: str, port: int, *, networks: AllowedNetworks, timeout: float) -> socket.socket:
    """A TCP connection to an allowed address of `host`, made within `timeout` seconds, which it keeps.

    Of several addresses the allowed ones are tried in turn. Raises Unreachable, in plain words.
    """
    end = time.monotonic() + timeout
    allowed = [one for one in resolve(host, port, timeout) if networks.allow(one[1][0], port)]
    if not allowed:
        raise Unreachable(f"{host}:{port} is not an address this desk may connect to.", "forbidden")
    for family, address in allowed:
        try:
            made = _open(family, address, max(end - time.monotonic(), 0.001))
            made.settimeout(timeout)
            return made
        except OSError as failed:
            last = failed
    raise _in_words(host, port, last) from last


def resolve(host: str, port: int, timeout: float) -> _Found:
    """The addresses of a name, as the system's resolver gives them. Raises Unreachable."""
    if not host or "%" in host or len(host) > 253:
        raise Unreachable(f"“{host[:80]}” is not the name of a server.", "name")
    found: list[_Found] = []
    # The resolver has no time-out of its own; a thread that nobody waits for ends by itself.
    worker = threading.Thread(target=lambda: found.append(_look_up(host, port)), daemon=True)
    worker.start()
    worker.join(timeout)
    if not found:
        raise Unreachable(f"Looking up {host} took too long.", "timeout")
    if not found[0]:
        raise Unreachable(f"There is no server called {host}.", "name")
    return found[0]


def secure(raw: socket.socket, host: str) -> ssl.SSLSocket:
    """TLS over `raw`, the certificate verified against `host`. Raises Unreachable; `raw` is closed then."""
    try:
        return tls_context().wrap_socket(raw, server_hostname=host)
    except ssl.SSLCertVerificationError as bad:
        raw.close()
        raise Unreachable(f"The certificate of {host} is not valid: {bad.verify_message}.", "tls") from bad
    except (OSError, ValueError) as bad:
        raw.close()
        raise Unreachable(f"{host} does not speak TLS here. Is it another port, or STARTTLS?", "tls") from bad


@cache
def tls_context() -> ssl.SSLContext:
    """The trust of the machine (SSL_CERT_FILE adds a private authority), with names checked."""
    return ssl.create_default_context()


def _look_up(host: str, port: int) -> _Found:
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError, ValueError):
        return []
    return [(int(family), (str(address[0]), port)) for family, _, _, _, address in answers]


def _open(family: int, address: tuple[str, int], timeout: float) -> socket.socket:
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.settimeout(timeout)
        made.connect(address)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except BaseException:
        made.close()
        raise
    return made


def _in_words(host: str, port: int, failed: OSError) -> Unreachable:
    if isinstance(failed, TimeoutError):
        return Unreachable(f"{host} does not answer on port {port}.", "timeout")
    if isinstance(failed, ConnectionRefusedError):
        return Unreachable(f"{host} refuses connections on port {port}.", "refused")
    return Unreachable(f"{host} cannot be reached on port {port}: {failed.strerror or failed}.", "refused")
