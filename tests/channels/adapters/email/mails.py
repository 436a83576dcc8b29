"""Mails for the tests of the parser."""

from pathlib import Path

from ringback.channels.adapters.email.parse import parse
from ringback.channels.adapters.email.parsed import ParsedMail

HEAD = "From: Ann <ann@example.com>\nTo: desk@example.com\nSubject: Help\n"


def mail(text: str, folder: Path) -> ParsedMail:
    """The parse of a mail written as text; anything but ASCII travels as UTF-8."""
    return parse(text.encode("utf-8", "surrogateescape"), folder)


def multipart(kind: str, *parts: str) -> str:
    """A mail of the parts given, each with its headers."""
    inside = "".join(f"--b\n{part}\n" for part in parts)
    return f"{HEAD}MIME-Version: 1.0\nContent-Type: multipart/{kind}; boundary=b\n\n{inside}--b--\n"
