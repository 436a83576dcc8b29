"""What the server that a line trusts says of a mail (Authentication-Results, RFC 8601)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import authres

from ringback.channels.authentication.alignment import aligned, domain_of


@dataclass(frozen=True, slots=True)
class Said:
    """One result of a field: `method` and `result` as written, and the domain that it is about."""

    method: str
    domain: str
    result: str


def says(authentication: Sequence[str], trusted_server: str, domain: str) -> bool:
    """Whether the topmost field is that server's and says that the mail is `domain`'s."""
    return any(vouches(one, domain) for one in said(authentication, trusted_server))


def said(authentication: Sequence[str], trusted_server: str) -> list[Said]:
    """What the topmost field says, if that server wrote it; else nothing."""
    if not authentication or not trusted_server:
        return []
    value = re.sub(r"^authentication-results\s*:", "", authentication[0][:10_000], flags=re.IGNORECASE)
    try:
        field = authres.AuthenticationResultsHeader.parse_value(value.strip())
    except Exception:  # noqa: BLE001  (a parser of others on bytes of strangers)
        return []
    if (field.authserv_id or "").lower() != trusted_server.lower():
        return []
    return [Said(str(one.method), _domain(one), str(one.result)) for one in field.results]


def vouches(one: Said, domain: str) -> bool:
    """Whether this result proves that the mail is `domain`'s. DMARC is about the domain in From itself, the others
    about one that must be its owner's."""
    if one.result != "pass":
        return False
    if one.method == "dmarc":
        return one.domain.lower() == domain
    return one.method in ("dkim", "spf") and aligned(domain, one.domain)


def _domain(result: "authres.AuthenticationResult") -> str:
    found = {f"{p.type}.{p.name}": domain_of(p.value) or str(p.value) for p in result.properties}
    if result.method == "dmarc":
        return found.get("header.from", "")
    if result.method == "dkim":
        return found.get("header.d") or found.get("header.i", "")
    return found.get("smtp.mailfrom", "")
