"""Text to tokens, once and in Python, so that both databases find the same. Pure.

A token is a word, a number, a picture, a mail address (after its parts), or a pair of neighbouring characters
where a script writes no spaces (Chinese, Japanese, Thai, Lao, Khmer, Myanmar) or glues its words (Korean);
the last character of such a run stands alone once more, so that every character begins a token. No stemming.
"""

import re
from collections.abc import Iterator
from itertools import islice
from operator import add
from typing import NamedTuple

from ringback.search.arabic import parts
from ringback.search.folding import fold

MOST_TOKENS = 20_000
MOST_CHARACTERS = 400_000
# A tsvector holds 1 MB of tokens and positions; the tokens may take this much of it.
MOST_BYTES = 700_000
LONGEST_WORD = 64
LONGEST_ADDRESS = 254

_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u1950-\u19ff\u1a20-\u1aaf\u2e80-\u31bf\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\ua4cf\ua960-\ua97f\ua9e0-\ua9ff\uaa60-\uaa7f\uac00-\ud7ff\uf900-\ufaff"
    "\U0001aff0-\U0001b16f\U00020000-\U0003ffff"
)
# After folding, what is not ASCII is a letter, mark, digit, picture or space.
_UNIT = re.compile(f"([{_UNSPACED}]+)|(?:[0-9a-z]|[^\x00-\x7f{_UNSPACED}])+")
_ADDRESS = re.compile(
    r"(?<![a-z0-9._+-])[._+-]*"
    r"([a-z0-9][a-z0-9._+-]{0,63}@[a-z0-9][a-z0-9-]{0,62}(?:\.[a-z0-9][a-z0-9-]{0,62}){1,8})"
)


class Cut(NamedTuple):
    """The tokens of a text in reading order, and whether there would have been more."""

    tokens: list[str]
    truncated: bool


class Sought(NamedTuple):
    """What to look for: neighbouring tokens; `open_end` when the last may go on."""

    tokens: tuple[str, ...]
    open_end: bool


class _Unit(NamedTuple):
    """Tokens that follow from one piece of text, and those of them to look for where a query ends with it."""

    tokens: list[str]
    last: tuple[str, ...]
    open_end: bool = False
    whole: str = ""


def tokens(text: str) -> list[str]:
    """The tokens by which `text` is found, in reading order, at most MOST_TOKENS of them."""
    return cut(text).tokens


def cut(text: str) -> Cut:
    """The tokens of `text`, and whether it was too long to be found by all of it. Linear in its length."""
    found = (token for unit in _units(text) for token in unit.tokens)
    first = list(islice(found, MOST_TOKENS + 1))
    kept = _up_to(MOST_BYTES, first[:MOST_TOKENS])
    return Cut(kept, len(kept) < len(first) or len(text) > MOST_CHARACTERS)


def sought(typed: str, *, open_end: bool = False) -> Sought:
    """What to look for when somebody types `typed`, a word or a phrase; no tokens: nothing can be found by
    it. A whole mail address is looked for as one. `open_end`: the last word may go on; where a script writes
    no spaces it always may."""
    units = list(_units(typed))
    if not units:
        return Sought((), False)
    *before, last = units
    if last.whole and not before:
        return Sought((last.whole,), open_end)
    leading = [token for unit in before for token in unit.tokens]
    return Sought((*leading, *last.last), open_end or last.open_end)


def _up_to(most: int, words: list[str]) -> list[str]:
    if len(words) * LONGEST_ADDRESS <= most:
        return words
    room = most
    for at, word in enumerate(words):
        room -= len(word.encode())
        if room < 0:
            return words[:at]
    return words


def _units(text: str) -> Iterator[_Unit]:
    folded = fold(text[:MOST_CHARACTERS])[:MOST_CHARACTERS]
    if "@" not in folded:
        yield from _plain(folded)
        return
    for at, piece in enumerate(_ADDRESS.split(folded)):
        if at % 2:
            yield _address(piece)
        else:
            yield from _plain(piece)


def _address(address: str) -> _Unit:
    whole = address[:LONGEST_ADDRESS]
    found = [*(token for unit in _plain(address) for token in unit.tokens), whole]
    return _Unit(found, tuple(found), whole=whole)


def _plain(folded: str) -> Iterator[_Unit]:
    for unit in _UNIT.finditer(folded):
        if unit[1]:
            yield _pairs(unit[1][: MOST_TOKENS + 1])
        else:
            word = unit[0][:LONGEST_WORD]
            yield _Unit(parts(word), (word,))


def _pairs(run: str) -> _Unit:
    pairs = list(map(add, run, run[1:]))
    return _Unit([*pairs, run[-1]], tuple(pairs) or (run,), open_end=not pairs)
