"""SPF (RFC 7208): whether the server that handed a mail in may send for the domain in its MAIL FROM."""

import logging
from dataclasses import replace
from typing import Any

import spf

from ringback.channels.authentication.alignment import aligned, domain_of
from ringback.channels.authentication.lookups import Ask
from ringback.channels.authentication.peers import Peer

logger = logging.getLogger(__name__)


def vouches(peer: Peer, domain: str, house: str, ask: Ask) -> bool:
    """Whether the peer may send for the domain of its MAIL FROM, and that may speak for `domain`.

    A peer that may send for our own domain `house` as well is a relay of ours, or the provider's that we share
    with others: whatever it hands in, its address says nothing of who wrote it.
    """
    by = domain_of(peer.mail_from)
    # Where a second "@" stands, readers differ over what the domain is.
    if peer.mail_from.count("@") != 1 or not aligned(domain, by) or verdict(peer, ask) != "pass":
        return False
    ours = replace(peer, mail_from=f"postmaster@{house}")
    return not house or verdict(ours, ask) not in ("pass", "temperror")


def verdict(peer: Peer, ask: Ask) -> str:
    """check_host() for the peer's MAIL FROM: pass, fail, softfail, neutral, none, permerror or temperror. Never raises
    for what strangers wrote into the DNS."""
    domain = domain_of(peer.mail_from)
    # What is no domain of the DNS has no policy (RFC 7208, 4.3).
    if "." not in domain or len(domain) > 253:
        return "none"
    try:
        result, _, _ = _Query(peer, ask).check()
    except Exception:  # noqa: BLE001  (a library on words of strangers)
        logger.debug("SPF could not be judged", exc_info=True)
        return "permerror"
    return str(result)


class _Query(spf.query):  # type: ignore[misc]  # it has no types
    """The library's judgement with our own questions to the DNS, and without the owner's explanation of a fail."""

    def __init__(self, peer: Peer, ask: Ask) -> None:
        local, _, _ = peer.mail_from.rpartition("@")
        super().__init__(i=peer.ip, s=f"{local}@{domain_of(peer.mail_from)}", h=peer.helo)
        self._ask = ask
        self._known: dict[tuple[str, str], list[Any]] = {}

    def dns(self, name: str, qtype: str, cnames: Any = None, ignore_void: bool = False) -> list[Any]:
        key = (str(name).lower().removesuffix("."), qtype)
        if key not in self._known:
            self._known[key] = self._answer(*key)
        if not self._known[key] and not ignore_void:
            self._count_void()
        return list(self._known[key])

    def get_explanation(self, spec: str) -> None:
        return None

    def _answer(self, name: str, kind: str) -> list[Any]:
        if not all(0 < len(label) < 64 for label in name.split(".")):
            return []
        try:
            found = self._ask(name, kind)
        except OSError as fault:
            raise spf.TempError(str(fault)) from fault
        return [(text,) for text in found] if kind == "TXT" else found

    def _count_void(self) -> None:
        self.void_lookups += 1
        if self.void_lookups > spf.MAX_VOID_LOOKUPS:
            raise spf.PermError("Too many names without an answer")
