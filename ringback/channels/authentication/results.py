"""What the server that a line trusts says of a mail (Authentication-Results, RFC 8601)."""

import re
from collections.abc import Sequence

import authres

from ringback.channels.authentication.alignment import aligned, domain_of


def says(authentication: Sequence[str], trusted_server: str, domain: str) -> bool:
    """Whether the topmost field is that server's and says that the mail is `domain`'s."""
    if not authentication or not trusted_server:
        return False
    value = re.sub(r"^authentication-results\s*:", "", authentication[0][:10_000], flags=re.IGNORECASE)
    try:
        said = authres.AuthenticationResultsHeader.parse_value(value.strip())
    except Exception:  # noqa: BLE001  (a parser of others on bytes of strangers)
        return False
    if (said.authserv_id or "").lower() != trusted_server.lower():
        return False
    return any(_vouches(result, domain) for result in said.results if result.result == "pass")


def _vouches(result: "authres.AuthenticationResult", domain: str) -> bool:
    found = {f"{p.type}.{p.name}": domain_of(p.value) or str(p.value) for p in result.properties}
    if result.method == "dmarc":
        return found.get("header.from", "").lower() == domain
    if result.method == "dkim":
        return aligned(domain, found.get("header.d") or found.get("header.i", ""))
    return result.method == "spf" and aligned(domain, found.get("smtp.mailfrom", ""))
