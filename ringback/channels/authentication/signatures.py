"""DKIM (RFC 6376): whether a mail carries a signature of its sender's domain that holds."""

import logging
from collections.abc import Mapping

import dkim

from ringback.channels.authentication.alignment import aligned
from ringback.channels.authentication.fields import named, tags
from ringback.channels.authentication.lookups import Ask

MOST = 3


def hold(raw: bytes, domain: str, ask: Ask) -> bool:
    """Whether one of the first signatures that may speak for `domain` holds. Never raises for what is in the mail."""
    signatures = named(raw, "dkim-signature")[:20]
    asked = [number for number, signature in enumerate(signatures) if _covers(tags(signature), domain)]
    return any(_holds(raw, number, domain, ask) for number in asked[:MOST])


def verdicts(raw: bytes, domain: str, ask: Ask) -> list[tuple[str, str]]:
    """Domain and result (RFC 8601, 2.7.1: pass, fail, or policy for one that we take from nobody) of the signatures
    that may speak for `domain`, then of others', as many as are worth a question. Never raises for what is in the
    mail."""
    read = list(enumerate(tags(signature) for signature in named(raw, "dkim-signature")[:20]))
    read.sort(key=lambda one: not _covers(one[1], domain))
    found = []
    for number, said in read[:MOST]:
        domain = said.get("d", "")
        holds = bool(domain) and _is_whole(said) and _holds(raw, number, domain, ask)
        found.append((domain, "pass" if holds else "fail" if _is_whole(said) else "policy"))
    return found


def _covers(said: Mapping[str, str], domain: str) -> bool:
    """Only signatures of the sender's domain are worth a question."""
    return aligned(domain, said.get("d", "")) and _is_whole(said)


def _is_whole(said: Mapping[str, str]) -> bool:
    """One over a part of the body (l=) lets anybody write below it, and SHA-1 is broken (RFC 8301)."""
    return "l" not in said and said.get("a") != "rsa-sha1"


def _holds(raw: bytes, number: int, domain: str, ask: Ask) -> bool:
    def key(name: bytes, timeout: float = 0) -> bytes:
        record = text_of(ask, name.decode("ascii", "replace").rstrip("."))
        # A domain that is testing must be treated as if it had not signed (RFC 6376, 3.6.1).
        return b"" if "y" in tags(record.decode("latin-1")).get("t", "").split(":") else record

    try:
        verifier = dkim.DKIM(raw, logger=Silent())
        if not verifier.verify(number, dnsfunc=key):
            return False
        # Which signature was looked at is the library's to say: it may count them otherwise than we do.
        checked = {name.decode(): value.decode() for name, value in verifier.signature_fields.items()}
        return _covers(checked, domain)
    except Exception:  # noqa: BLE001  (a library on bytes of strangers)
        return False


def text_of(ask: Ask, name: str) -> bytes:
    try:
        return bytes(next(iter(ask(name, "TXT")), b""))
    except OSError:
        return b""


class Silent(logging.Logger):
    def __init__(self) -> None:
        super().__init__("dkim", logging.CRITICAL + 1)
