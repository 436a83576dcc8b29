"""Whether a mail really comes from the domain of its sender: by its DKIM signature, or by the word of the
house's own mail server. No answer from the DNS is a fail; so is everything unclear.
"""

import logging
import re
import time
from collections.abc import Callable, Mapping, Sequence

import authres
import dkim
import dns.exception
import dns.resolver

from ringback.kit.addresses import ascii_domain

# The TXT record of a name, or None where there is none or no answer.
Lookup = Callable[[str], bytes | None]
SECONDS = 3.0
MOST_SIGNATURES = 3
_HEADER = 256 * 1024


def asking(seconds: float) -> Lookup:
    """Asks the DNS, for so many seconds at most however often it is called: a stranger's mail names the servers."""
    until = time.monotonic() + seconds

    def txt_record(name: str) -> bytes | None:
        left = until - time.monotonic()
        try:
            answer = dns.resolver.resolve(name, "TXT", lifetime=left, search=False) if left > 0 else ()
        except dns.exception.DNSException:
            return None
        return b"".join(next(iter(answer)).strings) if answer else None

    return txt_record


def passes(
    raw: bytes,
    sender: str,
    authentication: Sequence[str],
    trusted_server: str,
    lookup: Lookup | None = None,
    seconds: float = SECONDS,
) -> bool:
    """Sender authentication: an aligned DKIM signature that holds, or an aligned pass of `trusted_server`.

    `sender` is the address in From; `authentication` the Authentication-Results fields, top first. Only the
    topmost counts, and only if the server that the line trusts has written it (RFC 8601, 5): those below
    may have come with the mail. May wait for the DNS, `seconds` in all; never raises for what is in it.
    """
    domain = _domain(sender)
    if not domain or _count(raw, "from") != 1:
        return False
    return _server_says(authentication, trusted_server, domain) or _signed_by(
        raw, domain, lookup or asking(seconds)
    )


def aligned(domain: str, by: str) -> bool:
    """Whether `by` may vouch for `domain`: the same, or a domain above it that is not a bare top-level one.

    Narrower than DMARC's relaxed alignment (RFC 7489, 3.1), where a domain below vouches too: telling whether
    that is the same owner needs the list of public suffixes.
    """
    domain, by = domain.lower().rstrip("."), by.lower().rstrip(".")
    return domain == by or ("." in by and domain.endswith(f".{by}"))


def _server_says(authentication: Sequence[str], trusted_server: str, domain: str) -> bool:
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
    named = {f"{p.type}.{p.name}": _domain(p.value) or str(p.value) for p in result.properties}
    if result.method == "dmarc":
        return named.get("header.from", "").lower() == domain
    if result.method == "dkim":
        return aligned(domain, named.get("header.d") or named.get("header.i", ""))
    return result.method == "spf" and aligned(domain, named.get("smtp.mailfrom", ""))


def _signed_by(raw: bytes, domain: str, lookup: Lookup) -> bool:
    signatures = _fields(raw, "dkim-signature")[:20]
    asked = [number for number, signature in enumerate(signatures) if _is_worth_asking(signature, domain)]
    return any(_holds(raw, number, domain, lookup) for number in asked[:MOST_SIGNATURES])


def _is_worth_asking(signature: str, domain: str) -> bool:
    """Only signatures of the sender's domain are worth a question. One over a part of the body (l=)
    lets anybody write below it, and SHA-1 is broken (RFC 8301)."""
    return _covers(_tags(signature), domain)


def _covers(tags: Mapping[str, str], domain: str) -> bool:
    return aligned(domain, tags.get("d", "")) and "l" not in tags and tags.get("a") != "rsa-sha1"


def _holds(raw: bytes, number: int, domain: str, lookup: Lookup) -> bool:
    def key(name: bytes, timeout: float = SECONDS) -> bytes:
        record = lookup(name.decode("ascii", "replace").rstrip(".")) or b""
        # A domain that is testing must be treated as if it had not signed (RFC 6376, 3.6.1).
        return b"" if "y" in _tags(record.decode("latin-1")).get("t", "").split(":") else record

    try:
        verifier = dkim.DKIM(raw, logger=_Silent())
        if not verifier.verify(number, dnsfunc=key):
            return False
        # Which signature was looked at is the library's to say: it may count them otherwise than we do.
        checked = {name.decode(): value.decode() for name, value in verifier.signature_fields.items()}
        return _covers(checked, domain)
    except Exception:  # noqa: BLE001  (a library on bytes of strangers)
        return False


class _Silent(logging.Logger):
    def __init__(self) -> None:
        super().__init__("dkim", logging.CRITICAL + 1)


def _tags(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.split(";"))
    return {name.strip().lower(): re.sub(r"\s+", "", value) for name, _, value in pairs}


def _domain(address: str | None) -> str:
    return ascii_domain(str(address or "").rpartition("@")[2].lower())


def _count(raw: bytes, name: str) -> int:
    """As many as any reader may find: some take a bare CR, or a form feed, for the end of a line."""
    return len(_named(_head(raw).splitlines(), name))


def _fields(raw: bytes, name: str) -> list[str]:
    """The fields as DKIM reads them: lines end with LF, and nothing else ends one (RFC 6376, 2.4)."""
    return _named(re.split(r"\r?\n", _head(raw)), name)


def _named(lines: list[str], name: str) -> list[str]:
    pairs = (line.partition(":") for line in lines)
    return [value for field, _, value in pairs if field.strip().lower() == name]


def _head(raw: bytes) -> str:
    """The header, each field on one line."""
    head = re.split(rb"\r?\n\r?\n", raw[:_HEADER], maxsplit=1)[0].decode("latin-1")
    return re.sub(r"\r?\n(?=[ \t])", "", head)
