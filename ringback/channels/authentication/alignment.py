"""Relaxed alignment (RFC 7489, 3.1): two domains are one owner's where they have the same organisational domain."""

from functools import cache

from publicsuffixlist import PublicSuffixList

from ringback.kit.addresses import ascii_domain


def aligned(domain: str, by: str) -> bool:
    """Whether `by` may vouch for `domain`: the same, or one below the same organisational domain. Both in ASCII."""
    domain, by = domain.lower().rstrip("."), by.lower().rstrip(".")
    if not domain or domain == by:
        return bool(domain)
    owner = organisational(domain)
    return owner is not None and owner == organisational(by)


def domain_of(address: str | None) -> str:
    """The domain of an address as the DNS knows it; empty where it has none."""
    return ascii_domain(str(address or "").rpartition("@")[2].lower())


def organisational(domain: str) -> str | None:
    """The domain that its owner registered; None for a bare public suffix, and for what is no domain."""
    is_name = domain.isascii() and domain.rpartition(".")[2][:1].isalpha()
    return _suffixes().privatesuffix(domain) if is_name else None


@cache
def _suffixes() -> PublicSuffixList:
    """Read once it is needed: two megabytes. A top-level domain that is not listed is a suffix by itself."""
    return PublicSuffixList()
