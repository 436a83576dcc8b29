"""An address header cut at its commas, with quotes, comments, brackets and groups told apart. Pure,
linear."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_WORD = re.compile(r'=\?[^?\s]{1,40}\?[bBqQ]\?[^?\s"<>]*\?=|[^"(),;:<>\\]+|.', re.DOTALL)
_ESCAPED_OR_QUOTE = re.compile(r"\\.|\"", re.DOTALL)
_ESCAPED_OR_PARENTHESIS = re.compile(r"\\.|[()]", re.DOTALL)
_COMMENT = re.compile(r"\((?:[^()\\]|\\.)*\)", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


@dataclass(slots=True)
class Element:
    """What stands between two commas. `phrase` is the words with quotes removed, `plain` the same with quotes
    kept, `angles` what stands in angle brackets, `comment` what stands in parentheses."""

    phrase: str = ""
    plain: str = ""
    comment: str = ""
    angles: list[str] = field(default_factory=list)
    is_quoted: bool = False


def elements(value: str) -> Iterator[Element]:
    """Each element of `value` in turn. Where a quote is never closed, no quote counts."""
    if _ends_within_quotes(value):
        value = value.replace('"', " ")
    scan = _Scan(value)
    while scan.place < len(value):
        scan.step()
        if scan.done is not None:
            yield scan.done
            scan.done = None
    yield scan.close()


def _ends_within_quotes(value: str) -> bool:
    return bool(_ESCAPED_OR_QUOTE.findall(value).count('"') % 2)


class _Scan:
    def __init__(self, value: str) -> None:
        self.value = value
        self.place = 0
        self.words: list[str] = []
        self.plain: list[str] = []
        self.comments: list[str] = []
        self.angles: list[str] = []
        self.is_quoted = False
        self.is_unquoted = False
        self.done: Element | None = None
        self.last_semicolon = value.rfind(";")

    def step(self) -> None:
        is_quote = self.value[self.place] == '"' and not self.is_unquoted
        found = _QUOTED.match(self.value, self.place) if is_quote else None
        # One that never ends would be looked for again and again.
        self.is_unquoted = self.is_unquoted or (is_quote and not found)
        if found:
            self.words.append(_ESCAPED.sub(r"\1", found[1]))
            self.plain.append(found[0])
            self.is_quoted = True
            self.place = found.end()
        else:
            word = _WORD.match(self.value, self.place)
            assert word
            self.place = word.end()
            self._take(word[0])

    def close(self) -> Element:
        """The element so far; a new one begins."""
        phrase, plain = "".join(self.words).strip(), "".join(self.plain).strip()
        element = Element(phrase, plain, " ".join(self.comments).strip(), self.angles, self.is_quoted)
        self.words, self.plain, self.comments, self.angles, self.is_quoted = [], [], [], [], False
        return element

    def _take(self, word: str) -> None:
        if word in (",", ";"):
            self.done = self.close()
        elif word == "(":
            self.comments.append(self._comment())
        elif word == "<":
            self.angles.append(_COMMENT.sub("", self._angle()))
        elif word == ":" and self.place <= self.last_semicolon and not self.angles:
            # A group begins: its name is not part of the first member's.
            self.close()
        elif word not in ('"', ">"):
            self.words.append(word)
            self.plain.append(word)

    def _comment(self) -> str:
        """What stands up to the closing parenthesis, which may hold others; to the end where it is never
        closed."""
        depth, start = 1, self.place
        for found in _ESCAPED_OR_PARENTHESIS.finditer(self.value, start):
            depth += {"(": 1, ")": -1}.get(found[0], 0)
            if depth == 0:
                self.place = found.end()
                return self.value[start : self.place - 1]
        self.place = len(self.value)
        return self.value[start:]

    def _angle(self) -> str:
        """What stands up to the closing bracket; up to the next comma where it is never closed."""
        while self.value.startswith("<", self.place):
            self.place += 1
        start = self.place
        end = self.value.find(">", start)
        if end < 0:
            comma = self.value.find(",", start)
            self.place = len(self.value) if comma < 0 else comma
            return self.value[start : self.place]
        self.place = end + 1
        while self.value.startswith(">", self.place):
            self.place += 1
        return self.value[start:end]
