"""What each way of sender authentication says of one mail, for people who want to know who wrote to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ringback.channels.authentication import arc, fields, results, sender_policy, signatures
from ringback.channels.authentication.alignment import aligned, domain_of
from ringback.channels.authentication.lookups import Ask
from ringback.channels.authentication.peers import Peer


@dataclass(frozen=True, slots=True)
class Finding:
    """`method` (dkim, spf, dmarc, arc) and `result` are the words of RFC 8601, 2.7; `domain` is the one that vouches,
    where one does. `by`: the server that says so, empty for our own check. `proves`: whether this alone is proof that
    the mail is of the domain in From."""

    method: str
    domain: str
    result: str
    by: str
    proves: bool


def findings(
    raw: bytes,
    sender: str,
    authentication: Sequence[str],
    trusted_server: str,
    ask: Ask,
    *,
    peer: Peer | None = None,
    house: str = "",
) -> list[Finding]:
    """Everything that `passes` may go by, with nothing left out once something has passed: one of them proves the
    sender exactly where `passes` says yes, as long as the DNS answers the same. Arguments as there; never raises for
    what is in the mail."""
    domain = domain_of(sender)
    # Of a mail with two senders nothing is proven, whatever holds.
    may = bool(domain) and fields.count(raw, "from") == 1
    found = [
        Finding(said.method, said.domain, said.result, trusted_server, may and results.vouches(said, domain))
        for said in results.said(authentication, trusted_server)
    ]
    asked = _Noting(ask)
    for by, result in signatures.verdicts(raw, domain, asked):
        # The library cannot tell a wrong signature from a key that could not be asked for.
        word = "temperror" if result == "fail" and asked.failed else result
        found.append(Finding("dkim", by, word, "", may and result == "pass" and aligned(domain, by)))
    if peer is not None:
        by = domain_of(peer.mail_from)
        proves = may and sender_policy.vouches(peer, domain, house, ask)
        found.append(Finding("spf", by, sender_policy.verdict(peer, ask), "", proves))
    if (chain := arc.chain(raw, ask)) != arc.NONE:
        proves = may and arc.vouches(raw, domain, trusted_server, ask)
        found.append(Finding("arc", arc.sealed_by(raw), chain, "", proves))
    return found


class _Noting:
    """Asks, and remembers whether an answer ever failed to come."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self.failed = False

    def __call__(self, name: str, kind: str) -> list[Any]:
        try:
            return self._ask(name, kind)
        except OSError:
            self.failed = True
            raise
