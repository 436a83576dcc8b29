"""Mails as they come in on a day: plain, HTML, answers to ours, with files and pictures.

Pure, and the same for the same seed.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import NamedTuple

from ringback.bench.seed.words import Words, as_html

_START = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)


class Thread(NamedTuple):
    """Something of ours that may be answered: the Message-ID it left under and whom it went to."""

    message_id: str
    name: str
    address: str
    subject: str


def mails(count: int, to: str, threads: Sequence[Thread] = (), seed: int = 3) -> Iterator[bytes]:
    """`count` mails to the address `to`; where there are threads, a fifth of the mails answer one of them."""
    words, dice = Words(seed), random.Random(seed)  # noqa: S311  (nothing here is secret)
    for number in range(count):
        thread = dice.choice(threads) if threads and number % 5 == 4 else None
        yield mail(number, to, words, dice, thread)


def mail(number: int, to: str, words: Words, dice: random.Random, thread: Thread | None = None) -> bytes:
    """One mail; its kind follows from its number, and its number stands in its Message-ID and its text."""
    message = EmailMessage(policy=SMTP)
    _head(message, number, to, words, thread)
    text = f"{words.text(dice.randint(2, 8))}\n\nReference {token(number)}\n"
    message.set_content(_quoting(text, thread, words) if thread else text)
    kind = number % 10
    if kind in (1, 3, 4, 6, 8):
        message.add_alternative(f"<html><body>{as_html(text)}</body></html>", subtype="html")
    if kind == 6:
        picture = b"\x89PNG\r\n\x1a\n" + dice.randbytes(6_000)
        message.add_attachment(picture, "image", "png", filename=f"screen-{number}.png")
    if kind == 7:
        content = b"%PDF-1.4\n" + dice.randbytes(40_000)
        message.add_attachment(content, "application", "pdf", filename=f"form-{number}.pdf")
    return message.as_bytes()


def token(number: int) -> str:
    """The word that stands in mail `number` and in no other."""
    return f"token{number:06d}x"


def _head(message: EmailMessage, number: int, to: str, words: Words, thread: Thread | None) -> None:
    at = _START + timedelta(seconds=37 * number)
    name, address = (
        (thread.name, thread.address) if thread else (words.name(), f"writer{number % 120}@example.org")
    )
    message["Received"] = (
        f"from mx{number % 7}.example.org (mx.example.org [192.0.2.{number % 250 + 1}]) "
        f"by mail.desk.example with ESMTPS id {number:08x}; {format_datetime(at)}"
    )
    message["From"] = f'"{name}" <{address}>'
    message["To"] = to
    message["Subject"] = f"Re: {thread.subject}" if thread else words.subject()
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<mail.{number}.{at.timestamp():.0f}@example.org>"
    if thread:
        message["In-Reply-To"] = message["References"] = f"<{thread.message_id}>"


def _quoting(text: str, thread: Thread, words: Words) -> str:
    quoted = "\n".join(f"> {line}" for line in words.text(4).splitlines())
    return f"{text}\nOn Mon, 5 Jan 2026 at 09:12, The desk wrote:\n\n{quoted}\n"
