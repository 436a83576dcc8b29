"""Content-Transfer-Encoding undone (RFC 2045), forgiving what real senders do. Pure, linear, never raises."""

import binascii
import re

_NO_BASE64 = re.compile(rb"[^A-Za-z0-9+/=]+")
_BASE64_SIGNS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/= \t\r\n\0"
_PADDED_END = re.compile(rb"=+")
_UU_BEGIN = re.compile(rb"^begin [0-7]{3,4} ([^\r\n]{1,300})\r?\n", re.MULTILINE)


def decode_transfer(content: bytes, encoding: str) -> bytes:
    """`content` as it was before `encoding`; names that nobody knows mean that nothing was done."""
    name = encoding.strip().strip("\"';").lower()
    if name.startswith("base64"):
        return from_base64(content) if _is_base64(content) else content
    if name.startswith("quoted"):
        return from_quoted_printable(content)
    if name in ("x-uuencode", "uuencode", "x-uue", "uue"):
        return from_uu(content)
    return content


def _is_base64(content: bytes) -> bool:
    """Some senders say base64 and write plain text: too many signs are none of its alphabet."""
    return len(content.translate(None, _BASE64_SIGNS)) * 50 <= len(content)


def from_base64(data: bytes) -> bytes:
    """Every letter of the alphabet counts, anything between is passed over, padding may lack or stand in the
    middle (where a sender has put several encoded pieces one behind another)."""
    letters = _NO_BASE64.sub(b"", data)
    pieces = [letters] if b"=" not in letters.rstrip(b"=") else _PADDED_END.split(letters)
    return b"".join(_whole(piece.rstrip(b"=")) for piece in pieces)


def _whole(letters: bytes) -> bytes:
    """A single letter left over holds no byte."""
    letters = letters[: len(letters) - (len(letters) % 4 == 1)]
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))


def from_quoted_printable(data: bytes) -> bytes:
    """Broken escapes stay as they stand."""
    return binascii.a2b_qp(data)


def from_uu(data: bytes) -> bytes:
    """The first uuencoded file in `data`, or `data` where there is none."""
    begin = _UU_BEGIN.search(data)
    return _uu_lines(data, begin.end(), len(data)) if begin else data


def _uu_lines(data: bytes, start: int, end: int) -> bytes:
    lines: list[bytes] = []
    for line in data[start:end].splitlines():
        if line.strip() in (b"end", b"`", b""):
            break
        lines.append(_uu_line(line))
    return b"".join(lines)


def _uu_line(line: bytes) -> bytes:
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        # Trailing garbage: the first sign says how many bytes there are.
        length = (((line[0] - 32) & 63) * 4 + 5) // 3
        try:
            return binascii.a2b_uu(line[:length])
        except binascii.Error:
            return b""
