"""Where a mail belongs: the threading table of docs/map.md as pure functions over plain values."""

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum

_SECRET = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?=@|$)")
_NUMBER = re.compile(r"\[?#(\d{1,18})\]?")
_PREFIX = re.compile(r"^\s*(?:[^\W\d_]{1,6}(?:\[\d+\]|\(\d+\))?\s?[:：]\s*)+", re.UNICODE)


class Proof(StrEnum):
    """What ties the mail to a ticket: our 128-bit secret; a number in the subject or foreign references;
    nothing."""

    SECRET = "secret"  # noqa: S105  (a word, not a password)
    HINT = "hint"
    NONE = "none"


class Place(StrEnum):
    """What is to become of it."""

    THREADED = "threaded"
    HELD = "held"
    POSSIBLY = "possibly-related"
    OPENED = "opened"


def place(proof: Proof, *, takes_part: bool, is_authentic: bool, subject_agrees: bool) -> Place:
    """Reference x sender -> end. A header is never identity: a hint from somebody who takes part counts only
    when sender authentication passes and the subject agrees; a secret from somebody who does not is for
    agents to judge."""
    if proof is Proof.NONE:
        return Place.OPENED
    if proof is Proof.SECRET:
        return Place.THREADED if takes_part else Place.HELD
    return Place.THREADED if takes_part and is_authentic and subject_agrees else Place.POSSIBLY


def secrets_in(message_ids: Iterable[str], addresses: Iterable[str]) -> list[str]:
    """Candidates for our secret, most telling first: plus-addresses, then Message-IDs in the order given."""
    plus = (a.partition("@")[0].rpartition("+")[2].lower() for a in addresses if "+" in a)
    found = [p for p in plus if _SECRET.fullmatch(p)]
    for message_id in message_ids:
        found += _SECRET.findall(message_id.lower()[:300])
    return list(dict.fromkeys(found))[:100]


def numbers_in(subject: str) -> list[int]:
    """Ticket numbers that a subject names."""
    return [int(n) for n in _NUMBER.findall(subject[:500])][:5]


def agrees(subject: str, other: str) -> bool:
    """Whether two subjects are the same but for reply prefixes, our token, case and spaces."""
    return _bare(subject) == _bare(other)


def _bare(subject: str) -> str:
    text = _NUMBER.sub("", unicodedata.normalize("NFKC", subject[:500]))
    return " ".join(_PREFIX.sub("", text).casefold().split())
