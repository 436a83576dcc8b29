"""Finds the lines of a mail that were not written for this mail: quoted mails, signatures, forwarding
headers.

They are shown folded, never removed. Where in doubt a line stays visible: a hidden answer is worse than a
visible quote.
"""

import re
from bisect import bisect_left
from typing import Final

from ringback.channels.adapters.email.parsed import Fold
from ringback.channels.adapters.email.quote_lines import (
    ATTRIBUTION,
    DIVIDER,
    EMPTY,
    FORWARD,
    HEADER,
    MARKER,
    PHONE,
    QUOTED,
    TEXT,
    tag_lines,
)
from ringback.channels.adapters.email.signatures import DISCLAIMED, SIGNED, mark_signatures

_LONG_QUOTE: Final = 20  # lines; a longer quote between answers is folded, a shorter one is their context
_INTRODUCES: Final = (HEADER, MARKER, FORWARD)
_UNDER_ATTRIBUTION: Final = (QUOTED, EMPTY, ATTRIBUTION)
_KINDS: Final = {SIGNED: "signature", PHONE: "signature", DISCLAIMED: "disclaimer"}


def fold(text: str) -> list[Fold]:
    """The line ranges of `text` (lines as `text.split("\\n")` counts them) to show folded: sorted, disjoint,
    never empty.

    Linear in the size of `text`; never raises.
    """
    lines = [line.rstrip("\r") for line in text.split("\n")]
    tags = tag_lines(lines)
    mark_signatures(lines, tags)
    quoted = _Quotes(tags).ranges()
    return sorted([*quoted, *_signed(tags, quoted)], key=lambda each: each.start)


class _Quotes:
    """One walk over the letters from `quote_lines`, top to bottom."""

    def __init__(self, tags: list[str]) -> None:
        self.tags = tags
        self.texts = [index for index, tag in enumerate(tags) if tag == TEXT]
        self.quotes = [index for index, tag in enumerate(tags) if tag in (QUOTED, ATTRIBUTION)]
        self.found: list[Fold] = []

    def ranges(self) -> list[Fold]:
        index = 0
        while index < len(self.tags):
            tag = self.tags[index]
            if tag in _INTRODUCES:
                index = self._introduced(index)
            elif tag in (ATTRIBUTION, QUOTED):
                index = self._quoted(index)
            else:
                index += 1
        return self.found

    def _introduced(self, start: int) -> int:
        """A header block or "Original Message": with words before it the rest is quoted, else the mail is a
        mere forward."""
        end = self._end_of(start, (*_INTRODUCES, EMPTY, DIVIDER))
        kind = "forwarded" if FORWARD in self.tags[start:end] else "quote"
        if not self._text_in(0, start):
            self._fold(start, end, "forwarded")
            return self._after_mere_forward(start, end)
        quoted = self._end_of(end, _UNDER_ATTRIBUTION)
        return self._fold_before_answer(
            start, quoted if QUOTED in self.tags[end:quoted] else len(self.tags), kind
        )

    def _after_mere_forward(self, start: int, end: int) -> int:
        headed = HEADER in self.tags[start:end] or FORWARD in self.tags[start:end]
        return len(self.tags) if headed else end

    def _quoted(self, start: int) -> int:
        named = self._end_of(start, (ATTRIBUTION,))
        end = self._end_of(named, _UNDER_ATTRIBUTION)
        if QUOTED in self.tags[named:end]:
            return self._fold_run(start, named, end)
        if named > start and self._text_in(0, start):
            return self._fold_before_answer(start, len(self.tags), "quote")
        self._fold(start, named, "quote")
        return named

    def _fold_run(self, start: int, named: int, end: int) -> int:
        """Quoted lines from `start`, their attribution up to `named`. They are hidden at the foot, or as the
        only quote on top. Answers where to go on."""
        before, after = self._text_in(0, start), self._text_in(end, len(self.tags))
        if not after and (before or named > start):
            self._fold(start, len(self.tags), "quote")
            return len(self.tags)
        alone_on_top = not before and after and named > start and not self._quoted_in(end, len(self.tags))
        self._fold(start, end if alone_on_top or end - named > _LONG_QUOTE else named, "quote")
        return end

    def _fold_before_answer(self, start: int, end: int, kind: str) -> int:
        if not self._text_in(end, len(self.tags)):
            end = len(self.tags)
        self._fold(start, end, kind)
        return end

    def _fold(self, start: int, end: int, kind: str) -> None:
        start = self._with_divider(start)
        while end > start and end < len(self.tags) and self.tags[end - 1] == EMPTY:
            end -= 1
        if end > start:
            self.found.append(Fold(start, end, kind))

    def _with_divider(self, start: int) -> int:
        """A line of dashes directly above a quoted mail belongs to it."""
        above = start
        while above > 0 and self.tags[above - 1] == EMPTY:
            above -= 1
        free = above - 1 >= (self.found[-1].end if self.found else 0)
        return above - 1 if above > 0 and self.tags[above - 1] == DIVIDER and free else start

    def _end_of(self, start: int, kinds: tuple[str, ...]) -> int:
        end = start
        while end < len(self.tags) and self.tags[end] in kinds:
            end += 1
        return end

    def _text_in(self, start: int, end: int) -> bool:
        return _any_between(self.texts, start, end)

    def _quoted_in(self, start: int, end: int) -> bool:
        return _any_between(self.quotes, start, end)


def _any_between(sorted_indexes: list[int], start: int, end: int) -> bool:
    place = bisect_left(sorted_indexes, start)
    return place < len(sorted_indexes) and sorted_indexes[place] < end


def _signed(tags: list[str], quoted: list[Fold]) -> list[Fold]:
    """The runs of signature letters outside `quoted`."""
    hidden = bytearray(len(tags))
    for each in quoted:
        hidden[each.start : each.end] = b"\x01" * (each.end - each.start)
    text = "".join(
        {"signature": "S", "disclaimer": "D"}.get(_KINDS.get(tag, ""), "e" if tag == EMPTY else "-")
        if not hide
        else "-"
        for tag, hide in zip(tags, hidden, strict=True)
    )
    return [
        Fold(match.start(), match.end(), "disclaimer" if match[0][0] == "D" else "signature")
        for match in re.finditer(r"S(?:e*S)*|D(?:e*D)*", text)
    ]
