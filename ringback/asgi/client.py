"""Who asks, behind proxies of our own. Pure."""

from collections.abc import Callable
from ipaddress import ip_address

MOST = 20


def address(peer: str, forwarded: str, is_ours: Callable[[str], bool]) -> str:
    """The address of whoever asked: `peer`, unless that is a proxy of ours; then the last one in X-Forwarded-For that
    is none. Each proxy appends who spoke to it, so what stands before that is only what a stranger says of themselves
    (RFC 7239, section 8.1, of the same header's standard form)."""
    hops = [hop.strip() for hop in forwarded.split(",")[-MOST:] if hop.strip()]
    found = peer
    while hops and is_ours(found):
        found = hops.pop()
    return found if found == peer or is_address(found) else peer


def is_address(text: str) -> bool:
    """Whether this is an IP address and nothing else; proxies of some makes add a port or a name."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
