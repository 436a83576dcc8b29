"""Mails that no program should ever have written, each with its number in it. Pure."""

from collections.abc import Callable, Sequence
from itertools import cycle

from ringback.bench.mails import token


def malformed(numbers: Sequence[int], to: str) -> list[bytes]:
    """One mail for each number, going through the kinds below again and again."""
    made = zip(numbers, cycle(_KINDS), strict=False)
    return [kind(f"bad{number} {token(number)}".encode(), to.encode()) for number, kind in made]


def _no_sender(mark: bytes, to: bytes) -> bytes:
    return b"To: " + to + b"\r\nSubject: nobody wrote " + mark + b"\r\n\r\nBody " + mark + b"\r\n"


def _no_headers(mark: bytes, to: bytes) -> bytes:
    return b"\r\nthere is no header at all, only " + mark + b"\r\n"


def _garbage(mark: bytes, to: bytes) -> bytes:
    return bytes(range(1, 256)) * 8 + mark


def _wrong_charset(mark: bytes, to: bytes) -> bytes:
    return _head(mark, to) + b"Content-Type: text/plain; charset=x-nowhere\r\n\r\n\xff\xfe\x81 " + mark


def _never_ending(mark: bytes, to: bytes) -> bytes:
    opened = b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n'
    return _head(mark, to) + opened * 2 + b"\r\n" + mark


def _deep(mark: bytes, to: bytes) -> bytes:
    parts = [b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(300)]
    return _head(mark, to) + b"".join(parts) + b"\r\n" + mark


def _torn_base64(mark: bytes, to: bytes) -> bytes:
    return _head(mark, to) + b"Content-Transfer-Encoding: base64\r\n\r\n!!!=QUJD" + mark + b"="


def _long_header(mark: bytes, to: bytes) -> bytes:
    return b"References: " + b"<a@b> " * 20_000 + b"\r\n" + _head(mark, to) + b"\r\n" + mark


def _broken_date(mark: bytes, to: bytes) -> bytes:
    return b"Date: Thu, 99 Nonember 20222 77:88:99 +9999\r\n" + _head(mark, to) + b"\r\n" + mark


def _odd_sender(mark: bytes, to: bytes) -> bytes:
    return b'From: "\r\nTo: ' + to + b"\r\nSubject: =?utf-8?q?=zz?= " + mark + b"\r\n\r\n" + mark


def _head(mark: bytes, to: bytes) -> bytes:
    name = mark.split()[0]
    return b"From: " + name + b" <" + name + b"@example.org>\r\nTo: " + to + b"\r\nSubject: " + mark + b"\r\n"


_KINDS: Sequence[Callable[[bytes, bytes], bytes]] = (
    _no_sender,
    _no_headers,
    _garbage,
    _wrong_charset,
    _never_ending,
    _deep,
    _torn_base64,
    _long_header,
    _broken_date,
    _odd_sender,
)
