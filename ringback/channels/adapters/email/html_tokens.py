"""Cuts HTML into tokens and says which belong together. Pure and linear; it never raises and never changes
the text.

Not a parser for display: it only finds places where a pair of tags may be put around something.
"""

import re
from dataclasses import dataclass, field
from typing import Final


def _names(joined: str) -> frozenset[str]:
    return frozenset(joined.split("|"))


TEXT, OPEN, CLOSE, VOID, HIDDEN = "text", "open", "close", "void", "hidden"

_VOID: Final = _names("area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr")
_RAW: Final = frozenset(("style", "script", "title", "textarea", "xmp", "noembed", "head"))
_CLOSES_ITSELF: Final = frozenset(("p", "li", "td", "th", "tr", "dt", "dd", "option"))
_NAME: Final = re.compile(r"</?([A-Za-z][^\s/>]{0,60})")
_STOP: Final = re.compile("[\"'>]")
_ATTRIBUTE: Final = re.compile(r"([a-zA-Z_:][-\w:.]{0,60})\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_LONGEST_TAG: Final = 4000  # what is looked at for attributes


@dataclass(slots=True)
class Token:
    """`start` and `end` in the HTML; `name` in lower case for tags."""

    start: int
    end: int
    kind: str
    name: str = ""


@dataclass(slots=True)
class Tokens:
    """`parent[i]`: the open tag around token i, or -1. `close[i]`: the index after the element that opens
    at i."""

    html: str
    all: list[Token] = field(default_factory=list)
    parent: list[int] = field(default_factory=list)
    close: list[int] = field(default_factory=list)

    def attributes(self, index: int) -> dict[str, str]:
        """The attributes of a tag, names and values in lower case."""
        token = self.all[index]
        text = self.html[token.start : min(token.end, token.start + _LONGEST_TAG)].lower()
        return {match[1]: match[2] or match[3] or match[4] or "" for match in _ATTRIBUTE.finditer(text)}

    def text(self, index: int) -> str:
        token = self.all[index]
        return self.html[token.start : token.end]


def tokenise(html: str) -> Tokens:
    """All tokens of `html`, in order and without gaps."""
    tokens = Tokens(html, list(_Scanner(html).scan()))
    _relate(tokens)
    return tokens


class _Scanner:
    def __init__(self, html: str) -> None:
        self.html = html
        self.last_quote = {sign: html.rfind(sign) for sign in "\"'"}
        self.never_closed: set[str] = set()

    def scan(self) -> list[Token]:
        found: list[Token] = []
        position = 0
        while position < len(self.html):
            token = self._next(position)
            found.append(token)
            position = token.end
            if token.kind == OPEN and token.name in _RAW:
                end = self._end_of_raw(token)
                if end > position:
                    found.append(Token(position, end, HIDDEN))
                    position = end
        return found

    def _next(self, position: int) -> Token:
        html = self.html
        if html[position] != "<":
            end = html.find("<", position)
            return Token(position, end if end >= 0 else len(html), TEXT)
        if html.startswith("<!--", position):
            end = html.find("-->", position + 4)
            return Token(position, end + 3 if end >= 0 else len(html), HIDDEN)
        if html.startswith(("<!", "<?"), position):
            end = html.find(">", position)
            return Token(position, end + 1 if end >= 0 else len(html), HIDDEN)
        return self._tag(position)

    def _tag(self, position: int) -> Token:
        match = _NAME.match(self.html, position)
        if match is None:
            return Token(position, position + 1, TEXT)
        end, name = self._end_of_tag(match.end()), match[1].lower()
        if self.html[position + 1] == "/":
            return Token(position, end, CLOSE, name)
        alone = name in _VOID or (self.html[end - 2 : end] == "/>" and ":" in name)
        return Token(position, end, VOID if alone else OPEN, name)

    def _end_of_tag(self, position: int) -> int:
        while (stop := _STOP.search(self.html, position)) is not None:
            sign = stop[0]
            if sign == ">":
                return stop.end()
            closing = self.html.find(sign, stop.end()) if self.last_quote[sign] > stop.start() else -1
            position = closing + 1 if closing >= 0 else stop.end()
        return len(self.html)

    def _end_of_raw(self, token: Token) -> int:
        """Before the closing tag; where there is none the element hides nothing, so that no text is
        overlooked."""
        if token.name in self.never_closed:
            return token.end
        match = re.compile(f"</{token.name}[\\s>/]", re.I).search(self.html, token.end)
        if match is None:
            self.never_closed.add(token.name)
            return token.end
        return match.start()


def _relate(tokens: Tokens) -> None:
    stack: list[int] = []
    open_names: dict[str, int] = {}
    tokens.close = [0] * len(tokens.all)
    for index, token in enumerate(tokens.all):
        if (
            token.kind == OPEN
            and token.name in _CLOSES_ITSELF
            and stack
            and tokens.all[stack[-1]].name == token.name
        ):
            _pop(tokens, stack, open_names, index)
        if token.kind == CLOSE and open_names.get(token.name):
            while tokens.all[stack[-1]].name != token.name:
                _pop(tokens, stack, open_names, index)
            tokens.parent.append(stack[-1])
            _pop(tokens, stack, open_names, index + 1)
            continue
        tokens.parent.append(stack[-1] if stack else -1)
        if token.kind == OPEN:
            stack.append(index)
            open_names[token.name] = open_names.get(token.name, 0) + 1
    while stack:
        _pop(tokens, stack, open_names, len(tokens.all))


def _pop(tokens: Tokens, stack: list[int], open_names: dict[str, int], end: int) -> None:
    index = stack.pop()
    open_names[tokens.all[index].name] -= 1
    tokens.close[index] = end
