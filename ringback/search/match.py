"""What to look for, in tokens: a query becomes it, and each database writes it in its own language."""

from dataclasses import dataclass


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
