"""From an ASGI scope to a WSGI environ (PEP 3333). Pure."""

import sys
from typing import IO, Any

from ringback.asgi.client import address
from ringback.asgi.kinds import Scope
from ringback.kit.networks import is_trusted_proxy

_JOINED_BY = {"HTTP_COOKIE": "; "}


def environ_of(scope: Scope, body: IO[bytes], length: int) -> dict[str, Any]:
    """The environ for a request whose whole body of `length` bytes stands in `body`."""
    host, port = scope.get("server") or ("127.0.0.1", 80)
    headers = _headers(scope["headers"])
    peer = (scope.get("client") or ("",))[0]
    return {
        **headers,
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        # Native strings in WSGI are bytes in disguise.
        "PATH_INFO": scope["path"].encode("utf-8", "surrogateescape").decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": address(peer, headers.get("HTTP_X_FORWARDED_FOR", ""), is_trusted_proxy),
        "CONTENT_LENGTH": str(length),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }


def _headers(pairs: list[tuple[bytes, bytes]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in pairs:
        # A header with an underscore would pass for another one with a dash.
        if b"_" in name:
            continue
        key = name.decode("latin-1").upper().replace("-", "_")
        key = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
        text = value.decode("latin-1")
        found[key] = found[key] + _JOINED_BY.get(key, ",") + text if key in found else text
    return found
