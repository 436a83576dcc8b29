"""The header as those read it who judge the sender: from the raw bytes, not from what the parser made of them."""

import re

_MOST = 256 * 1024


def count(raw: bytes, name: str) -> int:
    """As many as any reader may find: some take a bare CR, or a form feed, for the end of a line."""
    return len(_named(_split(_head(raw).splitlines()), name))


def named(raw: bytes, name: str) -> list[str]:
    """The values of the fields of that name, top first."""
    return _named(in_order(raw), name)


def in_order(raw: bytes) -> list[tuple[str, str]]:
    """Name (lower case) and value of each field, as DKIM reads them: lines end with LF, and nothing else ends one
    (RFC 6376, 2.4)."""
    return _split(re.split(r"\r?\n", _head(raw)))


def tags(text: str) -> dict[str, str]:
    """`a=x; b=y` as a dictionary, without spaces."""
    pairs = (part.partition("=") for part in text.split(";"))
    return {name.strip().lower(): re.sub(r"\s+", "", value) for name, _, value in pairs}


def _split(lines: list[str]) -> list[tuple[str, str]]:
    return [(name.strip().lower(), value) for name, _, value in (line.partition(":") for line in lines)]


def _named(pairs: list[tuple[str, str]], name: str) -> list[str]:
    return [value for field, value in pairs if field == name]


def _head(raw: bytes) -> str:
    """The header, each field on one line."""
    head = re.split(rb"\r?\n\r?\n", raw[:_MOST], maxsplit=1)[0].decode("latin-1")
    return re.sub(r"\r?\n(?=[ \t])", "", head)
