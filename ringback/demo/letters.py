"""Mails of customers, written as their programs would write them. Pure."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from email.utils import format_datetime
from html import escape

from ringback.channels.adapters.email.compose import OutFile, Outgoing, compose
from ringback.channels.adapters.email.parsed import Address
from ringback.demo.customers import Customer


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail to be. `answers`: Message-ID, moment and text of what it answers, which it quotes below."""

    sender: Customer
    to: str
    subject: str
    text: str
    at: datetime
    message_id: str
    answers: tuple[str, datetime, str] | None = None
    copied: tuple[Address, ...] = ()
    files: tuple[OutFile, ...] = ()
    is_html: bool = False
    extra: dict[str, str] = field(default_factory=dict)

    def raw(self) -> bytes:
        """The mail in RFC 5322 form. `extra` fields stand at its top."""
        top = "".join(f"{name}: {value}\r\n" for name, value in self.extra.items())
        return top.encode() + compose(_outgoing(self))

    def with_file(self, file: OutFile) -> "Letter":
        """The same with one more file."""
        return replace(self, files=(*self.files, file))


def paragraphs(text: str) -> str:
    """Text as HTML: an empty line begins a paragraph."""
    return "".join(f"<p>{escape(part).replace(chr(10), '<br>')}</p>" for part in text.split("\n\n"))


def _outgoing(letter: Letter) -> Outgoing:
    answered = letter.answers[0] if letter.answers else ""
    return Outgoing(
        from_name=letter.sender.name,
        from_address=letter.sender.address,
        to=[Address("", letter.to)],
        cc=list(letter.copied),
        subject=letter.subject,
        text=letter.text + _quoted(letter),
        html=_html(letter) if letter.is_html else "",
        files=list(letter.files),
        message_id=letter.message_id,
        in_reply_to=answered,
        references=[answered] if answered else [],
        date=letter.at,
    )


def _quoted(letter: Letter) -> str:
    if letter.answers is None:
        return ""
    _, at, text = letter.answers
    lines = "\n".join(f"> {line}" for line in text.splitlines())
    return f"\n\nOn {format_datetime(at)}, {letter.to} wrote:\n\n{lines}\n"


def _html(letter: Letter) -> str:
    pictures = "".join(f'<p><img src="cid:{f.content_id}" alt=""></p>' for f in letter.files if f.content_id)
    quote = ""
    if letter.answers:
        _, at, text = letter.answers
        quote = f"<div>On {format_datetime(at)}, {letter.to} wrote:</div><blockquote>{paragraphs(text)}</blockquote>"
    return f'<div dir="auto">{paragraphs(letter.text)}{pictures}</div>{quote}'
