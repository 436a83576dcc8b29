"""Mails and answers of a DNS for the tests of sender authentication."""

from collections.abc import Callable, Mapping
from typing import Any

from ringback.channels.authentication.lookups import Ask

MAIL = b"From: Ann <ann@shop.example>\r\nTo: help@desk.example\r\nSubject: Order\r\n\r\nWhere is it?\r\n"
OURS = "mx.desk.example"


def nothing(name: str, kind: str) -> list[Any]:
    """A DNS that knows no name."""
    return []


def answers(texts: Mapping[str, bytes]) -> Ask:
    """A DNS with these TXT records, and no others."""
    return lambda name, kind: [texts[name]] if kind == "TXT" and name in texts else []


def always(record: bytes | None) -> Callable[[str, str], list[Any]]:
    """A DNS with one record for every name, or none."""
    return lambda name, kind: [] if record is None else [record]
