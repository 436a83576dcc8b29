"""Writing header fields. Pure, and closed by construction: whatever a value holds stays in its own field.

Not left to the standard library: in versions of Python that people run, its folding takes the quotes off
display names with commas, so that one recipient becomes two, and puts long Message-IDs into encoded words.
"""

import base64
import re
from collections.abc import Iterable

from django.utils.translation import gettext

from ringback.channels.adapters.email.parsed import Address
from ringback.kit.addresses import is_addr_spec, with_ascii_domain
from ringback.kit.errors import Refusal
from ringback.kit.text import one_line

_PLAIN = re.compile(r"[\x20-\x7e]*")
_MESSAGE_ID = re.compile(r"[\x21-\x3b\x3d\x3f-\x7e]{1,900}")
# An encoded word may have 75 characters (RFC 2047, 2): 45 bytes make 60 of base64, besides 12 of frame.
_PIECE = 45
_LINE = 76


def text_field(name: str, value: str) -> str:
    """An unstructured field such as Subject, with its line ends."""
    value = one_line(value, 900)
    plain = (
        _PLAIN.fullmatch(value) and "=?" not in value and all(len(word) <= 60 for word in value.split(" "))
    )
    return _folded(name, value.split(" ") if plain else _encoded_words(value))


def address_field(name: str, addresses: Iterable[Address]) -> str:
    """From, To, Cc or Reply-To; empty where there is no address. Raises Refusal for what is no address."""
    tokens: list[str] = []
    for address in addresses:
        if tokens:
            tokens[-1] += ","
        tokens += [*_phrase(one_line(address.name, 200)), f"<{wire_address(address.address)}>"]
    return _folded(name, tokens) if tokens else ""


def id_field(name: str, ids: Iterable[str]) -> str:
    """Message-ID, In-Reply-To or References; what cannot stand between angle brackets is left out."""
    tokens = [f"<{one}>" for one in ids if _MESSAGE_ID.fullmatch(one)]
    return _folded(name, tokens) if tokens else ""


def wire_address(address: str) -> str:
    """The address as servers want it, with a domain of other scripts in ASCII. Raises Refusal."""
    if not is_addr_spec(address):
        raise Refusal(gettext("This is not a mail address."), field="address", code="bad-address")
    return with_ascii_domain(address)


def _phrase(name: str) -> list[str]:
    if not name:
        return []
    if not _PLAIN.fullmatch(name) or "=?" in name or len(name) > 70:
        return _encoded_words(name)
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return [f'"{escaped}"']


def _encoded_words(text: str) -> list[str]:
    pieces, piece = [], b""
    for character in text:
        more = character.encode()
        if len(piece) + len(more) > _PIECE:
            pieces.append(piece)
            piece = b""
        piece += more
    return [f"=?utf-8?b?{base64.b64encode(one).decode()}?=" for one in [*pieces, piece]]


def _folded(name: str, tokens: list[str]) -> str:
    lines, line = [], f"{name}:"
    for token in tokens:
        # A line of blanks only would end the header; the first token always stands beside the name.
        if len(line) + 1 + len(token) > _LINE and line != f"{name}:" and token and line.strip():
            lines.append(line)
            line = ""
        line += f" {token}"
    return "\r\n".join([*lines, line]) + "\r\n"
