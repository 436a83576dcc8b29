"""Text that comes from outside, made fit to store, compare and show. Pure, linear, never raises."""

import functools
import re
import unicodedata

from ringback.kit.graphemes import cut_at

_LINE_ENDS = re.compile("\r\n?")
# What PostgreSQL refuses (NUL, lone surrogates) and what no screen can show.
_UNSTORABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
# What turns the reading direction of everything behind it, and the second set of control characters.
_TURNING = re.compile("[\x80-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069]")
_LONGEST_PILE = 30
_TOO_LARGE = 2**63


def clean(text: str) -> str:
    """`text` with line ends as LF and without NUL, lone surrogates and the control characters (tab and LF
    stay)."""
    return _UNSTORABLE.sub("", _LINE_ENDS.sub("\n", text) if "\r" in text else text)


def fold(text: str) -> str:
    """The key under which `text` is unique, found and sorted, whatever its case and width (Unicode's
    NFKC_Casefold, near enough). Folding twice changes nothing."""
    lowered = clean(text).casefold()
    if lowered.isascii():
        return lowered
    # Putting a long pile of marks in order costs its square, so no pile may be long (UAX #15, stream-safe).
    shallow = _deep_pile().sub(r"\1", lowered)
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", shallow).casefold())


def whole(text: str) -> int | None:
    """The number that `text` spells in ASCII digits, where a database can hold it (below 2**63); None for
    everything else."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else _TOO_LARGE
    return number if number < _TOO_LARGE else None


def one_line(text: str, limit: int) -> str:
    """`text` on one line: white space runs become one space, direction overrides go; at most `limit`
    characters, not cut within one that readers see as one."""
    line = " ".join(_TURNING.sub("", clean(text)).split())
    return line[: cut_at(line, limit)].rstrip()


def excerpt(text: str, limit: int) -> str:
    """The beginning of `text` on one line, `limit` characters at most; an ellipsis says that there is
    more."""
    line = " ".join(_TURNING.sub("", clean(text[: max(limit, 0) * 20 + 1000])).split())
    return line if len(line) <= limit else line[: cut_at(line, limit - 1)].rstrip() + "…"[: max(limit, 0)]


def file_name(name: str, default: str = "file") -> str:
    """The name to show and offer for a file: the last part of a path, without invisible or turning characters
    and leading dots, 180 characters at most with its extension; `default` where nothing is left."""
    shown = "".join(c for c in " ".join(clean(name).split()) if unicodedata.category(c) not in _INVISIBLE)
    last = re.split(r"[/\\]", shown.rstrip("/\\ "))[-1].strip(". ")
    if len(last) <= 180:
        return last or default
    stem, dot, extension = last.rpartition(".")
    if not dot or len(extension) > 20:
        return last[: cut_at(last, 180)].strip()
    return stem[: cut_at(stem, 179 - len(extension))].strip() + dot + extension


_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


@functools.cache
def _deep_pile() -> "re.Pattern[str]":
    ordered = "".join(chr(c) for c in range(0x300, 0x1F000) if unicodedata.combining(chr(c)))
    return re.compile(f"([{ordered}]{{{_LONGEST_PILE}}})[{ordered}]+")
