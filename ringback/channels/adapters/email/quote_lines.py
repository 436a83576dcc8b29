"""Gives every line of a mail's text one letter for what it is; `quotes` decides from the letters what to
fold.

t text, e empty, q quoted with ">", b attribution ("… wrote:"), h header of a quoted mail, o "Original
Message" or
"Forwarded message", f the forwarded kind of it, s phone's line, g signature delimiter, d longer divider.
"""

import re
from typing import Final

from ringback.channels.adapters.email import quote_headers
from ringback.channels.adapters.email.phone_signatures import is_phone_signature

TEXT, EMPTY, QUOTED, ATTRIBUTION, HEADER = "t", "e", "q", "b", "h"
MARKER, FORWARD, PHONE, SIGNATURE, DIVIDER = "o", "f", "s", "g", "d"

_LINES_OF_AN_ATTRIBUTION: Final = 4
_MOST_ATTRIBUTIONS_TRIED: Final = 4000  # keeps hostile text linear with a small factor
_LINES_OF_A_HEADER: Final = 40
_SHORTEST_PHRASE: Final = 8
_QUOTED: Final = re.compile(r"[ \t\u00a0]{0,3}>")
_QUOTE_SIGNS: Final = re.compile(r"^[\s>]+")
_DELIMITER: Final = re.compile(r"\s*(?:-- ?|__|—|––?|\*\*|~~|==|#-)\s*$")
_DIVIDER: Final = re.compile(r"\s*([-_=*~#+–—•·])(?:[ \t]?\1){2,}\s*$")
_SPLIT_ADDRESS: Final = re.compile(r"\s*>[^>@]{0,40}$")
_WRAP_WIDTH: Final = range(74, 84)


def tag_lines(lines: list[str]) -> list[str]:
    """One letter a line. Linear in the size of the text."""
    tags = [_tag_alone(line) for line in lines]
    _restore_code(lines, tags)
    _join_wrapped_quotes(lines, tags)
    _tag_headers(lines, tags)
    _tag_attributions(lines, tags)
    return tags


def without_quote_signs(line: str) -> str:
    """The line without the ">" before it."""
    return _QUOTE_SIGNS.sub("", line, count=1)


def _tag_alone(line: str) -> str:
    if not line.strip().strip("\u200b\u200e\ufeff "):
        return EMPTY
    if _QUOTED.match(line):
        return QUOTED
    if len(line) > quote_headers.LONGEST:
        return TEXT
    return _tag_rare(line)


def _tag_rare(line: str) -> str:
    if _DELIMITER.match(line):
        return SIGNATURE
    if _DIVIDER.match(line):
        return DIVIDER
    short = line.strip()
    if len(short) > 200 or len(short) < _SHORTEST_PHRASE and short[0] not in "-ᐧ发從从發":
        return TEXT
    kind = quote_headers.marker_kind(short)
    if kind:
        return FORWARD if kind == "forwarded" else MARKER
    return PHONE if is_phone_signature(short) else TEXT


def _restore_code(lines: list[str], tags: list[str]) -> None:
    """What stands between ``` fences is the customer's code, whatever it looks like; a lone fence is none."""
    opened = -1
    for index, line in enumerate(lines):
        if tags[index] == TEXT and line.lstrip().startswith("```"):
            if opened >= 0:
                tags[opened : index + 1] = [
                    TEXT if tag != EMPTY else EMPTY for tag in tags[opened : index + 1]
                ]
            opened = -1 if opened >= 0 else index


def _join_wrapped_quotes(lines: list[str], tags: list[str]) -> None:
    """A quoted line that a mail program broke at its full width goes on in a line without ">"."""
    for index in range(1, len(lines) - 1):
        before, line = lines[index - 1].rstrip(), lines[index]
        if (
            tags[index] == TEXT
            and tags[index - 1] == QUOTED
            and tags[index + 1] == QUOTED
            and len(before) in _WRAP_WIDTH
            and before[-1] not in ".!?:>"
            and line[:1].islower()
        ):
            tags[index] = QUOTED


def _tag_headers(lines: list[str], tags: list[str]) -> None:
    roles = [
        quote_headers.field_role(line) if tag == TEXT else "" for line, tag in zip(lines, tags, strict=True)
    ]
    index = 0
    while index < len(lines):
        if roles[index]:
            end = _end_of_header(roles, tags, index)
            if _is_header(lines[index:end], roles[index:end], _follows_marker(tags, index)):
                tags[index:end] = [HEADER] * (end - index)
            index = end
        else:
            index += 1


def _end_of_header(roles: list[str], tags: list[str], start: int) -> int:
    """After the last field of the run that begins at `start`; wrapped values and double spacing belong to
    it."""
    end, loose = start + 1, 0
    for index in range(start + 1, min(len(roles), start + _LINES_OF_A_HEADER)):
        if roles[index]:
            end, loose = index + 1, 0
        elif tags[index] == EMPTY and (index != end or "subject" in roles[start:end]):
            break
        else:
            loose += 1
            if loose > 2 or tags[index] not in (EMPTY, TEXT, QUOTED):
                break
    return end


def _is_header(lines: list[str], roles: list[str], marked: bool) -> bool:
    """A traveller writes "From: Berlin, To: Rome, Date: May" too: a mail has a subject, a sent line or an
    address."""
    found = {role for role in roles if role}
    if len(found) >= 2 and marked:
        return True
    telling = bool(found & {"subject", "sent"}) or any(quote_headers.has_address(line) for line in lines)
    return len(found) >= 3 and bool(found & {"from", "sent"}) and telling


def _follows_marker(tags: list[str], index: int) -> bool:
    while index > 0 and tags[index - 1] == EMPTY:
        index -= 1
    return index > 0 and tags[index - 1] in (MARKER, FORWARD)


def _tag_attributions(lines: list[str], tags: list[str]) -> None:
    tried = 0
    for end, line in enumerate(lines):
        if tags[end] not in (TEXT, QUOTED) or not quote_headers.ends_like_attribution(line):
            continue
        if tags[end] == QUOTED and not _may_attribute(lines, tags, end):
            continue
        tried += 1
        if tried > _MOST_ATTRIBUTIONS_TRIED:
            return
        start = _start_of_attribution(lines, tags, end)
        if start >= 0:
            tags[start : end + 1] = [ATTRIBUTION] * (end + 1 - start)


def _may_attribute(lines: list[str], tags: list[str], end: int) -> bool:
    """Of quoted lines only the first of a run may, or one whose ">" closes the address of the line above."""
    return _closes_address(lines, end) or all(
        tags[index] != QUOTED or tags[index - 1] != QUOTED for index in range(max(1, end - 1), end + 1)
    )


def _closes_address(lines: list[str], end: int) -> bool:
    return (
        end > 0
        and _SPLIT_ADDRESS.match(lines[end]) is not None
        and lines[end - 1].rfind("<") > lines[end - 1].rfind(">")
    )


def _start_of_attribution(lines: list[str], tags: list[str], end: int) -> int:
    """The first line of the attribution that ends at `end`, or -1. The longest reading that opens like one
    wins."""
    found, joined, closing = -1, "", _closes_address(lines, end)
    for start in range(end, max(-1, end - _LINES_OF_AN_ATTRIBUTION), -1):
        if start < end and tags[start] != tags[end] and not (closing and tags[start] == TEXT):
            break
        plain = lines[start] if closing else without_quote_signs(lines[start])
        joined = f"{plain.strip()} {joined}".strip()
        if len(joined) > quote_headers.LONGEST:
            break
        if quote_headers.is_attribution(joined) and (found < 0 or _opens(plain)):
            found = start
    if found < 0 and _next_is_quoted(tags, end) and quote_headers.names_the_writer(lines[end]):
        found = end
    return found


def _opens(plain: str) -> bool:
    return quote_headers.opens_like_attribution(plain.strip().casefold())


def _next_is_quoted(tags: list[str], index: int) -> bool:
    for tag in tags[index + 1 : index + 4]:
        if tag != EMPTY:
            return tag == QUOTED
    return False
