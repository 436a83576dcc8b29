"""Whether a mail really comes from the domain of its sender: by its DKIM signature, by SPF, or by the word of the
house's own mail server, be it sealed (ARC). No answer from the DNS is a fail; so is everything unclear.
"""

from collections.abc import Sequence

from ringback.channels.authentication import arc, fields, results, sender_policy, signatures
from ringback.channels.authentication.alignment import aligned, domain_of
from ringback.channels.authentication.lookups import Ask, asking
from ringback.channels.authentication.peers import Peer

__all__ = ["SECONDS", "Peer", "aligned", "passes"]

SECONDS = 3.0


def passes(
    raw: bytes,
    sender: str,
    authentication: Sequence[str],
    trusted_server: str,
    ask: Ask | None = None,
    *,
    peer: Peer | None = None,
    house: str = "",
    seconds: float = SECONDS,
) -> bool:
    """Sender authentication: an aligned pass of `trusted_server`, an aligned DKIM signature that holds, or an
    aligned SPF pass of the `peer` that handed the mail in to the domain `house`; or what `trusted_server` has sealed.

    `sender` is the address in From; `authentication` the Authentication-Results fields, top first. Only the
    topmost counts, and only if the server that the line trusts has written it (RFC 8601, 5): those below
    may have come with the mail. May wait for the DNS, `seconds` in all; never raises for what is in it.
    """
    domain = domain_of(sender)
    if not domain or fields.count(raw, "from") != 1:
        return False
    if results.says(authentication, trusted_server, domain):
        return True
    ask = ask or asking(seconds)
    return (
        signatures.hold(raw, domain, ask)
        or (peer is not None and sender_policy.vouches(peer, domain, house, ask))
        or arc.vouches(raw, domain, trusted_server, ask)
    )
