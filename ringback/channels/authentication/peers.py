"""Who handed a mail in to the house: the peer that the listener spoke with, or the one whom the house's own server
names in the trace it wrote."""

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ringback.channels.authentication.fields import in_order
from ringback.kit.networks import is_public, relay_networks

# "from HELO (NAME [ADDRESS]) … by SERVER …", as Postfix, Sendmail and OpenSMTPD write it. HELO and name are the peer's
# own words, so what has a second address in brackets or a second "by" is not read at all.
_RECEIVED = re.compile(
    r"\s*from\s+[\w.:\[\]-]+\s+\((?:[\w.-]+\s+)?\[(?:IPv6:)?([0-9a-f.:]+)\]\)\s([^\[\]]*)", re.IGNORECASE
)
_BY = re.compile(r"(?<!\S)by\s+(\S+)", re.IGNORECASE)
_HELO = re.compile(r"\s*from\s+(\S+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Peer:
    """A server on the public internet, the name it greeted with, and its MAIL FROM."""

    ip: str
    helo: str
    mail_from: str


def public(address: str) -> str:
    """The address as it is written, if it is one of the public internet and no relay of the house; else empty."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return ""
    mapped = ip.ipv4_mapped if isinstance(ip, ipaddress.IPv6Address) else None
    found = mapped or ip
    return str(found) if is_public(found) and not relay_networks().allow(str(found), 25) else ""


def spoken_with(ip: str, helo: str, mail_from: str | None) -> Peer | None:
    """The peer that the listener spoke with, where it was a server of the public internet that has a MAIL FROM."""
    return Peer(ip, helo, mail_from) if public(ip) and mail_from else None


def named_by(server: str, raw: bytes, mail_from: str | None) -> Peer | None:
    """The peer that `server` names in the topmost Received, which it must have written itself, and which must be
    clear. MAIL FROM is what was handed over with the mail, else the Return-Path that stands above."""
    trace = in_order(raw)
    place = next((n for n, (name, _) in enumerate(trace) if name == "received"), None)
    if not server or place is None:
        return None
    field = trace[place][1]
    path = mail_from if mail_from is not None else _return_path(trace[:place])
    ip = _written_by(server, field)
    helo = _HELO.match(field)
    return Peer(ip, helo[1], path) if ip and path and helo else None


def _written_by(server: str, received: str) -> str:
    # The date may hold a comment with any word.
    found = _RECEIVED.fullmatch(received[:2000].rpartition(";")[0])
    by = _BY.findall(found[2]) if found else []
    return public(found[1]) if found and [name.lower() for name in by] == [server.lower()] else ""


def _return_path(above: Sequence[tuple[str, str]]) -> str:
    paths = [value.strip() for name, value in above if name == "return-path"]
    return paths[0].removeprefix("<").removesuffix(">") if len(paths) == 1 else ""
