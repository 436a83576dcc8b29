"""Reading imaps://user@host:port/FOLDER and smtp://user@host:port, as people type them. Pure."""

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext

from ringback.kit.errors import Refusal

_PORTS = {
    "imap": {"tls": 993, "starttls": 143, "none": 143},
    "smtp": {"tls": 465, "starttls": 587, "none": 25},
}
_TLS = {"imaps": "tls", "smtps": "tls", "imap": "none", "smtp": "none"}


@dataclass(frozen=True, slots=True)
class ServerUrl:
    """Where a server is and who signs in. `tls` is tls, starttls or none."""

    host: str
    port: int
    tls: str
    user: str
    folder: str


def read_server_url(url: str, kind: str) -> ServerUrl:
    """`kind` is imap or smtp: imaps:// means TLS, imap+starttls:// STARTTLS, imap:// neither.

    Raises Refusal for what is no such address, and for one with a password in it.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as bad:
        raise _no(kind) from bad
    tls = "starttls" if parts.scheme == f"{kind}+starttls" else _TLS.get(parts.scheme, "")
    if not tls or not parts.scheme.startswith(kind) or not parts.hostname:
        raise _no(kind)
    if parts.password is not None:
        raise Refusal(gettext("A password never stands on a command line: use --secrets-stdin."), field=kind)
    folder = unquote(parts.path.strip("/"))
    return ServerUrl(parts.hostname, port or _PORTS[kind][tls], tls, unquote(parts.username or ""), folder)


def _no(kind: str) -> Refusal:
    return Refusal(
        gettext("This is not an address like %(kind)ss://user@host:port.") % {"kind": kind},
        field=kind,
        code="bad-url",
    )
