"""What a signature over a mail is worth, in words."""

import json
from dataclasses import dataclass

from ringback.web.words import SIGNATURES


@dataclass(frozen=True, slots=True)
class Signed:
    """`look` is that of a badge; `why` stands behind the word."""

    word: str
    look: str
    why: str


def signed(stored: str | None) -> Signed | None:
    """Of a message's `signature`; None where there is none."""
    if not stored:
        return None
    found = json.loads(stored)
    word, look, why = SIGNATURES.get(found["verdict"], SIGNATURES["unreadable"])
    return Signed(str(word), look, str(why) % found)
