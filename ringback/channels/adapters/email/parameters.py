"""Content-Type and Content-Disposition (RFC 2045, 2183, 2231), also as broken as real senders write them.
Pure, linear, never raises."""

import re
from urllib.parse import unquote_to_bytes

from ringback.channels.adapters.email.charsets import decode_words_of
from ringback.channels.adapters.email.encoded_words import decode_words

_NAME = re.compile(r"[\s;]*([^\s=;\"]+)\s*(=?)\s*")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"?', re.DOTALL)
_BARE = re.compile(r"[^;]*")
_SECTION = re.compile(r"([^*]+)(?:\*(\d{1,3}))?(\*?)")
_COMMENT = re.compile(r"\s\([^()\"]*\)\s*$")


def read_parameters(value: str) -> tuple[str, dict[str, str]]:
    """The value before the first semicolon, lower-cased, and the parameters by lower-case name with
    continuations joined and charsets and encoded words decoded."""
    head, _, rest = value.partition(";")
    if "=" in head and "/" not in head.partition("=")[0]:
        head, rest = "", value
    sections: dict[str, list[tuple[int, bool, str]]] = {}
    for name, written in _written(rest):
        found = _SECTION.fullmatch(name)
        if found:
            part = (int(found[2] or 0), bool(found[3]), written)
            sections.setdefault(found[1], []).append(part)
    return _COMMENT.sub("", head).strip().lower(), {name: _joined(parts) for name, parts in sections.items()}


def _written(rest: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    place = 0
    while name := _NAME.match(rest, place):
        place = name.end()
        value = ""
        if name[2]:
            shape = _QUOTED.match(rest, place) or _BARE.match(rest, place)
            value = _plain(shape[0]) if shape else ""
            place = shape.end() if shape else place
            # What follows a closing quote up to the semicolon is a mistake.
            place = rest.find(";", place) if ";" in rest[place : place + 200] else place
        found.append((name[1].lower(), value))
    return found


def _plain(written: str) -> str:
    if not written.startswith('"'):
        bare = _COMMENT.sub("", written).strip()
        # Only a pair of them quotes: a charset with nothing behind it ends in two (RFC 2231).
        return bare.strip("'") if bare.startswith("'") else bare
    inside = written[1:-1] if len(written) > 1 and written.endswith('"') else written[1:]
    # Windows paths are quoted without escaping, so only what needs it counts as escaped.
    return re.sub(r'\\(["\\])', r"\1", inside)


def _joined(parts: list[tuple[int, bool, str]]) -> str:
    parts = [part for part in parts if part[1]] if _is_given_twice(parts) else parts
    parts.sort(key=lambda part: part[0])
    if not parts[0][1]:
        return decode_words("".join(written for _, _, written in parts))
    charset, quote, first = parts[0][2].partition("'")
    text = first.partition("'")[2] if quote else parts[0][2]
    data = [unquote_to_bytes(text)]
    for _, is_encoded, written in parts[1:]:
        data.append(unquote_to_bytes(written) if is_encoded else written.encode("utf-8", "replace"))
    return decode_words_of(b"".join(data), charset if quote else None)


def _is_given_twice(parts: list[tuple[int, bool, str]]) -> bool:
    """Some senders write `name` for old readers and `name*` for new ones."""
    return any(part[:2] == (0, True) for part in parts) and any(part[:2] == (0, False) for part in parts)
