"""The key by which a second delivery of the same mail is known. Pure, linear, without a mail parser."""

import hashlib
import re
from collections.abc import Iterator

# What the sender wrote. Everything else (Received, Return-Path, signatures, X-…) is added or changed on the
# way; Content-Length is made for a mailbox file.
_STABLE = re.compile(
    rb"^(from|sender|reply-to|to|cc|subject|date|message-id|in-reply-to|references|mime-version"
    rb"|content-(?!length)[!-9;-~]*)[ \t]*:(.*)$",
    re.IGNORECASE | re.MULTILINE,
)
_LINE_END = re.compile(rb"\r\n?")
# As parsers read it: the head ends with the first line that is no field, blank or not.
_MBOX = re.compile(rb">?From [^\n]*\n")
_HEAD = re.compile(rb"(?:(?:[!-9;-~]+[ \t]*:|[ \t])[^\n]*(?:\n|\Z))*+")
_FOLDED = re.compile(rb"\n[ \t]+")


def content_key(raw: bytes) -> str:
    """SHA-256 in hex over the body and the headers that the sender wrote, in their order. Line ends, folding
    of header lines, the blank lines around the mail, an mbox line and a byte order mark make no
    difference."""
    head, body = _halves(_plain(raw))
    digest = hashlib.sha256()
    for line in _stable_lines(head):
        digest.update(line + b"\n")
    digest.update(b"\n")
    digest.update(body)
    return digest.hexdigest()


def _plain(raw: bytes) -> bytes:
    if b"\r" in raw:
        raw = _LINE_END.sub(b"\n", raw)
    return raw.removeprefix(b"\xef\xbb\xbf").strip(b"\n")


def _halves(raw: bytes) -> tuple[bytes, bytes]:
    raw = raw[found.end() :] if (found := _MBOX.match(raw)) else raw
    end = found.end() if (found := _HEAD.match(raw)) else 0
    return raw[:end], raw[end:].removeprefix(b"\n")


def _stable_lines(head: bytes) -> Iterator[bytes]:
    for found in _STABLE.finditer(_FOLDED.sub(b" ", head)):
        yield found[1].lower() + b":" + found[2].strip()
