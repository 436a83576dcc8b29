"""The header block of a mail or of a part of it: names and where their values stand. Pure, linear, never
raises."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ringback.channels.adapters.email.charsets import decode_header
from ringback.channels.adapters.email.limits import MOST_HEADER_BYTES, MOST_HEADERS

_NAME = re.compile(rb"[!-9;-~]+[ \t]*")
_FOLD = re.compile(rb"\r?\n(?=[ \t])")
_LINE_END = re.compile(rb"[\r\n]+")
_BEFORE = re.compile(rb"(?:\xef\xbb\xbf)?[ \t\r\n]*")
_BLANK = re.compile(rb"\n\r?\n")
_IMPORTANT = re.compile(
    rb"^(from|to|subject|date|message-id|mime-version|content-type):", re.MULTILINE | re.IGNORECASE
)
# What programs break into lines that do not begin with a space, and where taking the next in does no harm.
_OFTEN_BROKEN = frozenset(("content-type", "content-disposition", "to", "cc", "references"))
_MBOX = re.compile(rb">?From [^\n]*\n")


@dataclass(slots=True)
class Fields:
    """`found` has (lower-case name, start, end) for each field of `raw`; `body` is where the block ends;
    `mbox` is the envelope line of a mailbox file; `over` says in plain words which limit the block
    exceeds."""

    raw: bytes
    found: list[tuple[str, int, int]] = field(default_factory=list)
    body: int = 0
    mbox: bytes = b""
    over: str = ""
    charset: str | None = None  # for bytes beyond ASCII that are not UTF-8

    def all(self, name: str) -> Iterator[bytes]:
        """The values of every field of that name, unfolded, top first, cut at the limit."""
        for known, start, end in self.found:
            if known == name:
                yield self._value(start, end, keep_end=name == "references")

    def values(self) -> Iterator[tuple[str, bytes]]:
        """Every field with its name, unfolded, top first, cut at the limit."""
        for name, start, end in self.found:
            yield name, self._value(start, end, keep_end=name == "references")

    def first(self, name: str) -> bytes:
        """The first value, or nothing."""
        return next(self.all(name), b"")

    def text(self, name: str) -> str:
        """The first value as text, encoded words still encoded."""
        return self.as_text(self.first(name))

    def as_text(self, value: bytes) -> str:
        """A value as text: mail may carry raw bytes of any charset here."""
        return decode_header(value, self.charset)

    def _value(self, start: int, end: int, keep_end: bool) -> bytes:
        if end - start > MOST_HEADER_BYTES:
            start, end = (end - MOST_HEADER_BYTES, end) if keep_end else (start, start + MOST_HEADER_BYTES)
        return _LINE_END.sub(b" ", _FOLD.sub(b"", self.raw[start:end]).strip())


def read_fields(raw: bytes, start: int = 0, end: int | None = None) -> Fields:
    """The header block that begins at `start`; it ends at a blank line, at a line that is none of a header,
    or at `end`. At the very beginning blank lines, a byte order mark and an mbox line are passed over."""
    fields = Fields(raw)
    end = len(raw) if end is None else end
    place = start if start else _beginning(fields, end)
    odd = 0
    while place < end and not fields.over:
        line_end = raw.find(b"\n", place, end)
        after = end if line_end < 0 else line_end + 1
        if raw[place] in b" \t" and fields.found:
            _extend(fields, after)
        elif not _begin_field(fields, place, after):
            if not raw[place:after].strip(b"\r\n"):
                place = after
                break
            odd = odd or _end_of_oddities(fields, place, end)
            if place >= odd:
                break
            if fields.found and fields.found[-1][0] in _OFTEN_BROKEN:
                _extend(fields, after)
        _check(fields)
        place = after
    fields.body = place
    return fields


def _beginning(fields: Fields, end: int) -> int:
    before = _BEFORE.match(fields.raw, 0, end)
    place = before.end() if before else 0
    mbox = _MBOX.match(fields.raw, place, min(end, place + MOST_HEADER_BYTES))
    fields.mbox = mbox[0].strip() if mbox else b""
    return mbox.end() if mbox else place


def _end_of_oddities(fields: Fields, place: int, end: int) -> int:
    """Behind a line that is none of a header, headers may go on (programs have broken lines or put words on
    top): up to the last important one that is not yet known. Otherwise the body has begun."""
    blank = _BLANK.search(fields.raw, place, end)
    known = {name for name, _, _ in fields.found}
    last = place
    for found in _IMPORTANT.finditer(fields.raw, place, blank.start() if blank else place):
        if found[1].lower().decode("ascii") not in known:
            last = found.end()
    return last


def _begin_field(fields: Fields, place: int, after: int) -> bool:
    colon = fields.raw.find(b":", place, min(after, place + 200))
    if colon < 0 or fields.raw.startswith(b"--", place) or not _NAME.fullmatch(fields.raw, place, colon):
        return False
    fields.found.append((fields.raw[place:colon].rstrip().decode("ascii").lower(), colon + 1, after))
    return True


def _extend(fields: Fields, after: int) -> None:
    if fields.found:
        name, first, _ = fields.found[-1]
        fields.found[-1] = (name, first, after)


def _check(fields: Fields) -> None:
    if not fields.found:
        return
    _, start, end = fields.found[-1]
    if len(fields.found) > MOST_HEADERS:
        fields.found.pop()
        fields.over = f"The mail has more than {MOST_HEADERS:,} headers."
    elif end - start > MOST_HEADER_BYTES + 2 and not fields.over:
        fields.over = f"A header is longer than {MOST_HEADER_BYTES // 1024} kB."
