"""What a mail address may look like: RFC 5322's addr-spec without its obsolete forms, and short enough to
travel (RFC 5321). Pure."""

import re
import unicodedata

import idna

MOST_BYTES = 254
_ATEXT = r"A-Za-z0-9!#$%&'*+/=?^_`{|}~\-\u00a1-\U0010ffff"
_DOT_ATOM = re.compile(rf"[{_ATEXT}]+(?:\.[{_ATEXT}]+)*")
_QUOTED = re.compile(r'"(?:[ !#-\[\]-~\u00a1-\U0010ffff]|\\[ -~])+"')
_LABEL = (
    r"[A-Za-z0-9_\u00b7-\U0010ffff](?:[A-Za-z0-9_\-\u00b7-\U0010ffff]{0,61}[A-Za-z0-9_\u00b7-\U0010ffff])?"
)
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_LITERAL = re.compile(r"\[(?:(?:[0-9]{1,3}\.){3}[0-9]{1,3}|IPv6:[0-9A-Fa-f:.]{2,45})\]")


def is_addr_spec(text: str) -> bool:
    """Whether `text` is one mail address and nothing else: no name, no comment, no spaces around, 254 bytes
    at most, as written and as it travels. Letters of every script may stand in it (RFC 6532); control,
    invisible and direction characters may not, nor a domain that the DNS cannot have."""
    local, at, domain = text.rpartition("@")
    if not at or len(text) > MOST_BYTES:
        return False
    return _is_local(local) and _is_domain(domain) and _is_plain(text) and _travels(local, domain)


def ascii_domain(domain: str) -> str:
    """A domain as it stands in the DNS (UTS 46, non-transitional: "ß" is not "ss"); empty where it cannot."""
    if domain.isascii():
        return domain
    try:
        return idna.encode(domain, uts46=True).decode("ascii") if len(domain) <= MOST_BYTES else ""
    except UnicodeError:
        return ""


def with_ascii_domain(address: str) -> str:
    """An address in the one spelling of its domain that all others mean; any other text as it is."""
    local, at, domain = address.rpartition("@")
    return f"{local}@{ascii_domain(domain) or domain}" if at else address


def _is_local(local: str) -> bool:
    # Not RFC 5321's 64 bytes: senders of newsletters and bounces exceed them daily, and servers take them.
    return bool(_DOT_ATOM.fullmatch(local) or _QUOTED.fullmatch(local))


def _is_domain(domain: str) -> bool:
    return bool(_DOMAIN.fullmatch(domain) or _LITERAL.fullmatch(domain))


def _is_plain(text: str) -> bool:
    if text.isascii():
        return True
    visible = all(unicodedata.category(c)[0] in "LMNPS" for c in text if c != " ")
    return visible and len(text.encode("utf-8", "replace")) <= MOST_BYTES


def _travels(local: str, domain: str) -> bool:
    on_wire = ascii_domain(domain)
    return on_wire != "" and len(f"{local}@{on_wire}".encode("utf-8", "replace")) <= MOST_BYTES
