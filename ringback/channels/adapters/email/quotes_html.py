"""Folds the quoted parts of an HTML mail: `<details data-quote>` around them, nothing removed, answers
between left open."""

from bisect import bisect_left
from html import unescape
from itertools import accumulate, groupby
from typing import Final

from ringback.channels.adapters.email import quote_marks
from ringback.channels.adapters.email.html_tokens import OPEN, TEXT, VOID, Tokens, tokenise
from ringback.channels.adapters.email.quote_lines import ATTRIBUTION, FORWARD, HEADER, MARKER, tag_lines


def _names(joined: str) -> frozenset[str]:
    return frozenset(joined.split("|"))


OPENING: Final = "<details data-quote>"
CLOSING: Final = "</details>"

_BREAKS_LINE: Final = _names(
    "address|article|blockquote|body|br|center|dd|div|dl|dt|fieldset|footer|form|h1|h2|h3|h4|h5|h6|"
    "header|hr|html|li|ol|p|pre|section|table|td|th|tr|ul"
)
_NO_PLACE: Final = _names("table|tbody|thead|tfoot|tr|colgroup|ul|ol|dl|select|head")
_NEAR: Final = 60  # tokens between an attribution and its quote
_ROOTS: Final = frozenset(("html", "body"))
_QUOTED_TAGS: Final = (HEADER, MARKER, FORWARD)


def fold_html(html: str) -> str:
    """Raw HTML in, the same HTML out, with `<details data-quote>` and `</details>` put around what is quoted.

    A mail that is nothing but a quote or a forward comes back unchanged. Linear in the size of `html`; never raises.
    """
    mail = _Mail(tokenise(html))
    pieces = [piece for start, end in mail.quoted() for piece in mail.pieces(start, end)]
    out, position = [], 0
    for first, last in pieces:
        start, end = mail.tokens.all[first].start, mail.tokens.all[last - 1].end
        if start >= position:
            out += [html[position:start], OPENING, html[start:end], CLOSING]
            position = end
    return "".join([*out, html[position:]])


class _Mail:
    """Ranges here are of tokens, end excluded."""

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self.shown = [_is_shown(tokens, index) for index in range(len(tokens.all))]
        self.count = [0, *accumulate(self.shown)]
        self.lines = _lines(tokens, self.shown)
        self.tags = tag_lines([line for _, _, line in self.lines])
        self.forwards = [
            line[0] for tag, line in zip(self.tags, self.lines, strict=True) if tag in (FORWARD, MARKER)
        ]
        self.end = self._end_of_body()

    def quoted(self) -> list[tuple[int, int]]:
        """What to fold, in order."""
        attributed = self._ends_of_attributions()
        quotes = self._containers(0, len(self.tokens.all), attributed)
        start = self._start_of_the_rest(quotes)
        if start < self.end and not self._shows(0, start):
            return []
        quotes = [self._with_attribution(quote, attributed) for quote in quotes if quote[0] < start]
        found = self._foldable(quotes, start)
        if start < self.end:
            found.append(self._widened(self._with_rule(start), self.end))
        return found

    def pieces(self, start: int, end: int) -> list[tuple[int, int]]:
        """The range cut where elements begin or end inside it, so that each piece may be put into an
        element of its own."""
        found, first, index = [], start, start
        while index < end:
            token = self.tokens.all[index]
            if token.kind == OPEN and self.tokens.close[index] <= end:
                index = self.tokens.close[index]
                continue
            if token.kind == OPEN or (token.kind == "close" and self.tokens.parent[index] >= 0):
                found.append((first, index))
                first = index + 1
            index += 1
        return [piece for piece in [*found, (first, end)] if piece[0] < piece[1] and self._may_fold(*piece)]

    def _may_fold(self, first: int, last: int) -> bool:
        parent = self.tokens.parent[first]
        return self._shows(first, last) and (parent < 0 or self.tokens.all[parent].name not in _NO_PLACE)

    def _shows(self, start: int, end: int) -> bool:
        return end > start and self.count[end] > self.count[start]

    def _end_of_body(self) -> int:
        for index, token in enumerate(self.tokens.all):
            if token.name == "body" and token.kind == OPEN:
                end = self.tokens.close[index]
                return (
                    end - 1
                    if end <= len(self.tokens.all) and self.tokens.all[end - 1].name == "body"
                    else end
                )
        return len(self.tokens.all)

    def _ends_of_attributions(self) -> dict[int, int]:
        """From the token after an attribution to the token that begins it."""
        found: dict[int, int] = {}
        numbered = zip(self.tags, self.lines, strict=True)
        for tag, group in groupby(numbered, key=lambda pair: pair[0]):
            lines = [line for _, line in group]
            if tag == ATTRIBUTION:
                found[lines[-1][1]] = lines[0][0]
        for index, token in enumerate(self.tokens.all):
            if token.kind == OPEN and quote_marks.is_preface(self.tokens.attributes(index)):
                found.setdefault(self.tokens.close[index], index)
        return found

    def _containers(self, first: int, last: int, attributed: dict[int, int]) -> list[tuple[int, int]]:
        """The outermost quotes in the range. One with answers between its inner quotes gives way to those."""
        found: list[tuple[int, int]] = []
        index = first
        while index < last:
            if not self._is_quote(index, attributed):
                index += 1
                continue
            end = self.tokens.close[index]
            inner = self._inner_quotes(index, end) if self.tokens.all[index].name != "blockquote" else []
            if inner and self._shows(inner[0][1], end) and not self._is_forward(index, end):
                found += inner
            else:
                found.append((index, end))
            index = end
        return found

    def _inner_quotes(self, start: int, end: int) -> list[tuple[int, int]]:
        found, index = [], start + 1
        while index < end:
            token = self.tokens.all[index]
            if token.kind == OPEN and token.name == "blockquote":
                found.append((index, self.tokens.close[index]))
                index = self.tokens.close[index]
            else:
                index += 1
        return found

    def _is_quote(self, index: int, attributed: dict[int, int]) -> bool:
        token = self.tokens.all[index]
        if token.kind != OPEN or not self._shows(index, self.tokens.close[index]):
            return False
        if quote_marks.is_container(token.name, self.tokens.attributes(index)):
            return True
        return token.name == "blockquote" and self._attribution_of(index, attributed) < index

    def _is_forward(self, start: int, end: int) -> bool:
        place = bisect_left(self.forwards, start)
        return place < len(self.forwards) and self.forwards[place] < end

    def _attribution_of(self, index: int, attributed: dict[int, int]) -> int:
        """Where the attribution directly above the quote at `index` begins; `index` where there is none."""
        before = index
        furthest = max(0, index - _NEAR)
        while before > furthest and not self.shown[before - 1] and before not in attributed:
            before -= 1
        return attributed.get(before, index)

    def _with_attribution(self, quote: tuple[int, int], attributed: dict[int, int]) -> tuple[int, int]:
        return self._widened(self._attribution_of(quote[0], attributed), quote[1])

    def _start_of_the_rest(self, quotes: list[tuple[int, int]]) -> int:
        """The first token from which all is quoted: a header block, "Original Message", a program's own
        mark."""
        inside = [False] * len(self.tokens.all)
        for start, end in quotes:
            inside[start:end] = [True] * (end - start)
        marked = (
            index
            for index, token in enumerate(self.tokens.all)
            if token.kind in (OPEN, VOID) and self._starts(index)
        )
        told = (
            first for tag, (first, _, _) in zip(self.tags, self.lines, strict=True) if tag in _QUOTED_TAGS
        )
        return min((index for index in (*marked, *told) if not inside[index]), default=self.end)

    def _starts(self, index: int) -> bool:
        token = self.tokens.all[index]
        if token.end - token.start < 8:
            return False
        return quote_marks.is_start(self.tokens.attributes(index))

    def _foldable(self, quotes: list[tuple[int, int]], end: int) -> list[tuple[int, int]]:
        """Of quotes with answers between them only those at the foot; a single quote always, if anything
        else is said."""
        runs: list[list[tuple[int, int]]] = []
        for quote in quotes:
            if runs and not self._shows(runs[-1][-1][1], quote[0]):
                runs[-1].append(quote)
            else:
                runs.append([quote])
        spoken = len(runs) > 1 or any(
            self._shows(0, run[0][0]) or self._shows(run[-1][1], end) for run in runs
        )
        if not runs or not (spoken or end < self.end):
            return []
        return runs[-1] if len(runs) == 1 or not self._shows(runs[-1][-1][1], end) else []

    def _with_rule(self, start: int) -> int:
        """A line drawn directly above belongs to what follows."""
        index = start
        while index > 0 and not self.shown[index - 1]:
            index -= 1
            if self.tokens.all[index].name == "hr":
                return index
        return start

    def _widened(self, start: int, end: int) -> tuple[int, int]:
        """Out to the outermost element that holds nothing else to read."""
        parent = self.tokens.parent[start]
        while (
            parent >= 0 and self.tokens.all[parent].name not in _ROOTS and not self._shows(parent + 1, start)
        ):
            closing = self.tokens.close[parent]
            if closing > end and self._shows(end, closing):
                break
            start, end = parent, max(end, closing)
            parent = self.tokens.parent[start]
        return start, end


def _is_shown(tokens: Tokens, index: int) -> bool:
    token = tokens.all[index]
    if token.kind == VOID:
        return token.name == "img"
    return token.kind == TEXT and any(
        not sign.isspace() for sign in unescape(tokens.text(index)).replace("\u200b", "")
    )


def _lines(tokens: Tokens, shown: list[bool]) -> list[tuple[int, int, str]]:
    """The lines as they are read: (first token, token after the last, words)."""
    found: list[tuple[int, int, str]] = []
    words: list[str] = []
    first = last = 0
    for index, token in enumerate(tokens.all):
        if token.name in _BREAKS_LINE and words:
            found.append((first, last, " ".join("".join(words).split())))
            words = []
        if token.kind == TEXT and (shown[index] or words):
            first = first if words else index
            last = index + 1
            words.append(unescape(tokens.text(index)[:2000]))
    if words:
        found.append((first, last, " ".join("".join(words).split())))
    return found
