"""Normalised HTML, as nh3 writes it, as readable text. Pure, linear."""

import re
from html import unescape

_TAG = re.compile(r"<(/?)([a-z0-9]+)((?:\s[^>]*)?)>")
_HREF = re.compile(r'\shref="([^"]*)"')
_ALT = re.compile(r'\salt="([^"]*)"')
_START = re.compile(r'\sstart="([0-9]{1,6})"')
_FILE = re.compile(r"\.\w{2,4}$")
_APART = frozenset(("p", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table"))
_LINES = frozenset(("div", "li", "dt", "dd", "tr", "caption", "details", "summary", "hr", "br"))
_INVISIBLE = str.maketrans("", "", "\u200b\ufeff\u00ad\u034f")
_DEEPEST_SHOWN = 8


def text_of(html: str) -> str:
    """The text of `html`, which must come from the normaliser (every `<` outside tags and every `>` inside
    escaped)."""
    page = _Page()
    pieces = _TAG.split(html)
    page.write(pieces[0])
    for at in range(1, len(pieces), 4):
        slash, name, attributes, words = pieces[at : at + 4]
        if slash:
            page.close(name)
        else:
            page.open(name, attributes)
        page.write(words)
    return page.finish()


class _Page:
    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line: list[str] = []
        self.quotes = 0
        self.preformatted = 0
        self.lists: list[int | None] = []
        self.links: list[tuple[str, int]] = []
        self.bullet = ""
        self.gap: int | None = None  # the depth of quotes of a blank line that is due

    def write(self, words: str) -> None:
        if not words:
            return
        words = unescape(words).translate(_INVISIBLE)
        if self.preformatted:
            first, *rest = words.split("\n")
            self.line.append(first)
            for one in rest:
                self._end_line()
                self.line.append(one)
        else:
            self._write_folded(words)

    def open(self, name: str, attributes: str) -> None:
        if name in _APART or name in _LINES:
            self._break(name)
        if name == "a":
            href = _HREF.search(attributes)
            self.links.append((unescape(href[1]) if href else "", len(self.line)))
        elif name in ("ul", "ol"):
            start = _START.search(attributes)
            self.lists.append(None if name == "ul" else int(start[1]) if start else 1)
        elif name == "img":
            self._image(attributes)
        else:
            self._begin(name)

    def close(self, name: str) -> None:
        if name == "a" and self.links:
            self._link(*self.links.pop())
        elif name in ("ul", "ol") and self.lists:
            self.lists.pop()
        if name in _APART or name in _LINES:
            self._break(name)
        self.preformatted -= name == "pre"
        if name == "blockquote":
            self.quotes -= 1
            self.gap = min(self.quotes, self.quotes if self.gap is None else self.gap)

    def finish(self) -> str:
        self._end_line(only_full=True)
        return re.sub(r"\n{3,}", "\n\n", "\n".join(self.lines)).strip("\n")

    def _begin(self, name: str) -> None:
        self.quotes += name == "blockquote"
        self.preformatted += name == "pre"
        if name == "li":
            self.bullet = self._bullet()
        elif name in ("td", "th") and self.line:
            self.line.append(" ")
        elif name == "hr":
            self.line.append("---")
            self._end_line()

    def _bullet(self) -> str:
        indent = "  " * min(max(len(self.lists) - 1, 0), _DEEPEST_SHOWN)
        number = self.lists[-1] if self.lists else None
        if number is None:
            return indent + "- "
        self.lists[-1] = number + 1
        return f"{indent}{number}. "

    def _write_folded(self, words: str) -> None:
        # Newsletters pad their previews with endless invisible joiners.
        kept = " ".join(word for word in words.split() if word.strip("\u200c\u200d"))
        if self.line and words[:1].isspace():
            self.line.append(" ")
        if kept:
            self.line.append(kept)
            if words[-1:].isspace():
                self.line.append(" ")

    def _image(self, attributes: str) -> None:
        alt = _ALT.search(attributes)
        shown = " ".join(unescape(alt[1]).split()) if alt else ""
        if shown and not _FILE.search(shown):
            self.line.append(f"[{shown}]")

    def _link(self, href: str, start: int) -> None:
        shown = "".join(self.line[start:]).strip()
        if shown and href and _bare(shown) != _bare(href):
            while self.line[-1].isspace():
                self.line.pop()
            self.line.append(f" <{href}>")

    def _break(self, name: str) -> None:
        self._end_line(only_full=name != "br")
        if name in _APART and not (self.lists and name in ("ul", "ol", "p")):
            self.gap = self.quotes if self.gap is None else self.gap

    def _end_line(self, only_full: bool = False) -> None:
        line = "".join(self.line)
        line = line.rstrip() if self.preformatted else re.sub(r"(?<=\S) {2,}", " ", line).rstrip()
        self.line.clear()
        self.links = [(href, 0) for href, _ in self.links]
        if line or not only_full:
            line, self.bullet = self.bullet + line, ""
            if self.gap is not None and line:
                self.lines.append(_prefix(self.gap).rstrip())
                self.gap = None
            self.lines.append((_prefix(self.quotes) + line).rstrip())


def _prefix(quotes: int) -> str:
    return "> " * min(max(quotes, 0), _DEEPEST_SHOWN)


def _bare(url: str) -> str:
    """A link without what readers do not care for."""
    for start in ("mailto:", "tel:", "https://", "http://", "www."):
        url = url.removeprefix(start)
    return url.partition("?")[0].rstrip("/").lower() if "@" in url else url.rstrip("/").lower()
