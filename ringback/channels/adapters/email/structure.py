"""The parts of a mail (RFC 2046), found in one pass over its bytes: nothing is copied, nothing is decoded
before it is asked for. Pure; a mail over a limit raises TooMuch before it costs more than its length."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from ringback.channels.adapters.email.fields import Fields, read_fields
from ringback.channels.adapters.email.limits import DEEPEST, MOST_PARTS, TooMuch
from ringback.channels.adapters.email.parameters import read_parameters
from ringback.channels.adapters.email.transfer import decode_transfer

_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+")
_LONGEST_BOUNDARY = 1_000


@dataclass(eq=False)
class Part:
    """One part: its fields, where its content lies, and its own parts where it is a multipart."""

    fields: Fields
    parent: "Part | None"
    start: int
    end: int
    depth: int = 0
    parts: list["Part"] = field(default_factory=list)

    @cached_property
    def _content_type(self) -> tuple[str, dict[str, str]]:
        return read_parameters(self.fields.text("content-type"))

    @cached_property
    def _disposition(self) -> tuple[str, dict[str, str]]:
        return read_parameters(self.fields.text("content-disposition"))

    @cached_property
    def media_type(self) -> str:
        """As declared, lower case; what RFC 2045 supposes where nothing usable is."""
        declared = self._content_type[0].split(" ")[0].rstrip(",")
        if _TYPE.fullmatch(declared):
            return declared
        in_digest = self.parent is not None and self.parent.media_type == "multipart/digest"
        return "message/rfc822" if in_digest and not declared else "text/plain"

    @property
    def parameters(self) -> dict[str, str]:
        """Of Content-Type."""
        return self._content_type[1]

    @property
    def disposition(self) -> str:
        """`inline`, `attachment`, or nothing."""
        return self._disposition[0]

    @cached_property
    def name(self) -> str:
        """The file name that the sender gave, as it is."""
        return self._disposition[1].get("filename") or self.parameters.get("name") or ""

    @property
    def is_multipart(self) -> bool:
        return bool(self.parts)

    @property
    def boundary(self) -> bytes:
        """The line between this part's parts; nothing where it has none."""
        if not self.media_type.startswith("multipart/"):
            return b""
        given = self.parameters.get("boundary", "").rstrip()
        return given.encode("utf-8", "surrogateescape")[:_LONGEST_BOUNDARY]

    def content(self) -> bytes:
        """The bytes of this part, decoded from their transfer encoding."""
        return decode_transfer(self.source(), self.fields.text("content-transfer-encoding"))

    def source(self) -> bytes:
        """The bytes of this part as they travelled."""
        return self.fields.raw[self.start : self.end]

    def walk(self) -> Iterator["Part"]:
        """This part and all within it, in their order."""
        yield self
        for part in self.parts:
            yield from part.walk()


def read_structure(raw: bytes, fields: Fields | None = None) -> Part:
    """The tree of parts of a mail whose line ends are LF or CRLF. `fields` are its headers where they were
    read before. Raises TooMuch."""
    fields = fields or read_fields(raw)
    return _Scan(raw).run(fields)


class _Scan:
    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.open: list[tuple[bytes, Part]] = []
        self.levels: dict[bytes, int] = {}
        self.current: Part | None = None
        self.count = 0

    def run(self, fields: Fields) -> Part:
        root = self._enter(fields, None)
        place = max(root.start - 1, 0)
        while self.open and (found := self.raw.find(b"\n--", place)) >= 0:
            place = self._at_line(found)
        self._leave(len(self.raw), 0)
        return root

    def _at_line(self, found: int) -> int:
        """A line begins with two hyphens behind `found`: where to look on."""
        line_end = self.raw.find(b"\n", found + 1, found + _LONGEST_BOUNDARY + 10)
        line = self.raw[found + 3 : line_end if line_end >= 0 else found + _LONGEST_BOUNDARY + 10].rstrip()
        if line in self.levels:
            return self._next_part(line, found, line_end if line_end >= 0 else len(self.raw))
        if line.endswith(b"--") and line[:-2] in self.levels:
            self._leave(self._before(found), self.levels[line[:-2]] + 1)
        return found + 3

    def _next_part(self, line: bytes, found: int, line_end: int) -> int:
        level = self.levels[line]
        self._leave(self._before(found), level + 1)
        if line_end + 1 >= len(self.raw):
            # Cut off, or nothing meant to follow.
            return len(self.raw)
        fields = read_fields(self.raw, line_end + 1)
        if fields.over:
            raise TooMuch(fields.over)
        part = self._enter(fields, self.open[level][1])
        return max(part.start - 1, line_end)

    def _enter(self, fields: Fields, parent: Part | None) -> Part:
        part = Part(fields, parent, fields.body, len(self.raw), parent.depth + 1 if parent else 0)
        self.count += 1
        if self.count > MOST_PARTS + 1:
            raise TooMuch(f"The mail has more than {MOST_PARTS} parts.")
        if part.depth > DEEPEST:
            raise TooMuch(f"The parts of the mail are nested more than {DEEPEST} deep.")
        if parent:
            parent.parts.append(part)
        boundary = part.boundary
        if boundary:
            self.levels[boundary] = len(self.open)
            self.open.append((boundary, part))
        self.current = part
        return part

    def _leave(self, end: int, keep: int) -> None:
        """The innermost part ends at `end`, and so do all multiparts from level `keep` on."""
        if self.current:
            self.current.end = max(end, self.current.start)
            self.current = None
        while len(self.open) > keep:
            boundary, part = self.open.pop()
            # A line end may belong to two boundaries that follow one another.
            part.end = max(end, part.start, part.parts[-1].end if part.parts else 0)
            self.levels.pop(boundary, None)
        self.levels.update({boundary: level for level, (boundary, _) in enumerate(self.open)})

    def _before(self, found: int) -> int:
        """The line end before a boundary belongs to the boundary."""
        return found - 1 if found and self.raw[found - 1] == 0x0D else found
