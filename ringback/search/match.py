"""What to look for, in tokens: a query becomes it, and each database writes it in its own language."""

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True)
class Term:
    """Neighbouring tokens (one: a word, several: a phrase), the last of them whole or as a beginning
    (`prefix`), that must be there or (`negated`) must not."""

    tokens: tuple[str, ...]
    prefix: bool = False
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """All these must be there, and none of those."""

    present: tuple[Term, ...]
    absent: tuple[Term, ...] = ()

    @property
    def one_word(self) -> str:
        """The word, if that is all there is to look for; else empty."""
        if len(self.present) != 1 or self.absent:
            return ""
        [term] = self.present
        return term.tokens[0] if len(term.tokens) == 1 and not term.prefix else ""


class Likely(Enum):
    """How many rows will match in all. It decides which road is taken to them, never what is found."""

    FEW = "few"
    MANY = "many"
    UNKNOWN = "unknown"


class Road(Enum):
    """How the newest rows that match are reached the quickest: by the index, by walking all rows from the newest on, or
    by looking at the newest before the index is asked."""

    INDEX = "index"
    WALK = "walk"
    NEWEST_THEN_INDEX = "newest, then index"
