"""The mailboxes in an address header (RFC 5322), read strictly where it matters: what stands in angle
brackets is the address, and what can be read in two ways is none. Pure, linear, never raises."""

import re

from ringback.channels.adapters.email.address_tokens import Element, elements
from ringback.channels.adapters.email.encoded_words import decode_words
from ringback.channels.adapters.email.parsed import Address
from ringback.kit.addresses import ascii_domain, is_addr_spec
from ringback.kit.text import one_line

_MOST = 1_000
_AROUND_DOTS = re.compile(r" ?([@.]) ?")
_STOP = re.compile(r"[\s<>()\[\],;:\"]+")
_ATEXT = re.compile(r"[^\s()<>\[\]:;@\\,\"\x00-\x20\x7f]+")


def parse_list(value: str) -> list[Address]:
    """Every mailbox in a From, To, Cc or Reply-To field, in order and once each. `value` is unfolded text
    with encoded words still encoded, so that they cannot shape addresses. Groups give their members."""
    found: dict[str, Address] = {}
    before = ""
    for element in elements(value):
        address = _address(element)
        if address:
            name = _name(element, before)
            found.setdefault(address, Address(name if name != address else "", address))
        before = "" if address or element.angles else element.phrase
        if len(found) >= _MOST:
            break
    return list(found.values())


def parse_one(value: str) -> Address | None:
    """The first mailbox, None where there is none that can be read in one way only."""
    return next(iter(parse_list(value)), None)


def _address(element: Element) -> str:
    """The addr-spec in canonical spelling, or nothing."""
    if element.angles:
        specs = {_canonical(angle) for angle in element.angles if angle.strip()}
        return specs.pop() if len(specs) == 1 else ""
    is_spaced = " " in element.plain and not element.is_quoted
    return ("" if is_spaced else _canonical(element.plain)) or _lonely(element)


def _lonely(element: Element) -> str:
    """Without brackets, one address among words or in a comment is meant; of two nobody can say which."""
    before, _, after = f"{element.plain} {element.comment}".partition("@")
    if "@" in after:
        return ""
    return _canonical(f"{_STOP.split(before)[-1]}@{_STOP.split(after, maxsplit=1)[0].rstrip('.')}".strip("'"))


def _canonical(written: str) -> str:
    """Spaces that mean nothing gone, the domain in lower case and ASCII, the local part quoted only where it
    has to be."""
    text = _AROUND_DOTS.sub(r"\1", " ".join(written.split())).removeprefix("mailto:")
    # An obsolete route: `@relay,@relay:local@domain`.
    text = text.rpartition(":")[2] if text.startswith("@") else text
    local, _, domain = text.rpartition("@")
    spec = f"{_local(local)}@{_domain(domain)}"
    return spec if is_addr_spec(spec) else ""


def _local(written: str) -> str:
    inside = (
        re.sub(r"\\(.)", r"\1", written[1:-1])
        if len(written) > 2 and written[0] == written[-1] == '"'
        else written
    )
    atoms = inside.split(".")
    if all(_ATEXT.fullmatch(atom) for atom in atoms):
        return inside
    # Some senders have dots at the end and side by side, or spaces; quoted, that is an address.
    is_odd = all(atom == "" or _ATEXT.fullmatch(atom) for atom in re.split("[. ]", inside)) and inside.strip(
        ". "
    )
    return f'"{inside}"' if is_odd else written


def _domain(written: str) -> str:
    domain = written.rstrip(".").lower()
    return ascii_domain(domain) or domain


def _name(element: Element, before: str) -> str:
    words = element.phrase if element.angles else element.comment
    # `Doe, Jane <jane@…>`: a name that should have been quoted was taken for two.
    if before and words and element.angles and not element.is_quoted:
        words = f"{before}, {words}"
    if element.angles and not words.strip():
        words = element.comment
    return one_line(decode_words(words).strip("'\" "), 200)
