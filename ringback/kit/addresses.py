"""What a mail address may look like: RFC 5322's addr-spec without its obsolete forms, and short enough to
travel (RFC 5321). Pure."""

import re
import unicodedata

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
    at most. Letters of every script may stand in it (RFC 6532); control, invisible and direction characters
    may not."""
    local, at, domain = text.rpartition("@")
    if not at or len(text) > MOST_BYTES:
        return False
    return _is_local(local) and _is_domain(domain) and _is_plain(text)


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
