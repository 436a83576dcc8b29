"""From plain values to the bytes of one mail. Pure: the same values give the same bytes."""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from ringback.channels.adapters.email.header_fields import address_field, id_field, text_field
from ringback.channels.adapters.email.parsed import Address
from ringback.kit.text import clean, file_name

# Seven bits: every server takes it, and no line can be longer than 998 characters (RFC 5322, 2.1.1).
_POLICY = SMTP.clone(cte_type="7bit")
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9.+_-]{0,60}/[a-z0-9][a-z0-9.+_-]{0,80}")
_CONTENT_ID = re.compile(r"[A-Za-z0-9.@_+-]{1,200}")
_REFERENCES = 20


@dataclass(frozen=True, slots=True)
class OutFile:
    """One attachment; with a `content_id` that the HTML mentions it is shown inline."""

    name: str
    media_type: str
    data: bytes
    content_id: str = ""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One mail to be. Message-IDs have no angle brackets; `automatic` mail says so and asks for no answer."""

    from_name: str
    from_address: str
    to: list[Address]
    subject: str
    text: str
    html: str = ""
    cc: list[Address] = field(default_factory=list)
    bcc: list[Address] = field(default_factory=list)
    reply_to: Address | None = None
    files: list[OutFile] = field(default_factory=list)
    message_id: str = ""
    in_reply_to: str = ""
    references: list[str] = field(default_factory=list)
    automatic: bool = False
    date: datetime = datetime(1970, 1, 1, tzinfo=UTC)


def compose(outgoing: Outgoing) -> bytes:
    """The mail, with CRLF line ends; Bcc stays out. Raises Refusal (bad-address) for what is no address."""
    return _head(outgoing).encode() + _body(outgoing).as_bytes(policy=_POLICY)


def _head(outgoing: Outgoing) -> str:
    fields = [
        address_field("From", [Address(outgoing.from_name, outgoing.from_address)]),
        address_field("To", outgoing.to),
        address_field("Cc", outgoing.cc),
        address_field("Reply-To", [outgoing.reply_to] if outgoing.reply_to else []),
        text_field("Subject", outgoing.subject),
        f"Date: {format_datetime(outgoing.date)}\r\n",
        id_field("Message-ID", [outgoing.message_id]),
        id_field("In-Reply-To", [outgoing.in_reply_to]),
        id_field("References", _references(outgoing.references)),
        _automatic(outgoing),
    ]
    return "".join(fields)


def _references(ids: list[str]) -> list[str]:
    # The first tells the thread, the last ones the place in it (RFC 5322, 3.6.4).
    return ids if len(ids) <= _REFERENCES else [ids[0], *ids[1 - _REFERENCES :]]


def _automatic(outgoing: Outgoing) -> str:
    if not outgoing.automatic:
        return ""
    word = "auto-replied" if outgoing.in_reply_to else "auto-generated"
    return f"Auto-Submitted: {word}\r\nX-Auto-Response-Suppress: All\r\n"


def _body(outgoing: Outgoing) -> EmailMessage:
    body = EmailMessage(policy=_POLICY)
    body.set_content(clean(outgoing.text))
    inline = [file for file in outgoing.files if _is_inline(file, outgoing.html)]
    if outgoing.html:
        body.add_alternative(clean(outgoing.html), subtype="html")
        _relate(body, inline)
    for file in outgoing.files:
        if file not in inline:
            _attach(body, file)
    _bound(body, outgoing.message_id)
    return body


def _is_inline(file: OutFile, html: str) -> bool:
    return bool(_CONTENT_ID.fullmatch(file.content_id)) and f"cid:{file.content_id}" in html


def _relate(body: EmailMessage, files: list[OutFile]) -> None:
    html = body.get_body(("html",))
    if not isinstance(html, EmailMessage):
        return
    for file in files:
        kind, sub = _media_type(file)
        html.add_related(
            file.data,
            kind,
            sub,
            cid=f"<{file.content_id}>",
            disposition="inline",
            filename=file_name(file.name),
        )


def _attach(body: EmailMessage, file: OutFile) -> None:
    kind, sub = _media_type(file)
    body.add_attachment(file.data, kind, sub, filename=file_name(file.name))


def _media_type(file: OutFile) -> tuple[str, str]:
    found = file.media_type.lower()
    # Mail inside mail may not be base64 (RFC 2046, 5.2.1), and only base64 keeps its bytes as they are.
    if not _MEDIA_TYPE.fullmatch(found) or found.startswith(("message/", "multipart/")):
        return "application", "octet-stream"
    kind, _, sub = found.partition("/")
    return kind, sub


def _bound(body: EmailMessage, message_id: str) -> None:
    # The Message-ID holds a fresh secret: nothing written before can contain a boundary made of it.
    seed = hashlib.sha256(message_id.encode()).hexdigest()[:24]
    for number, part in enumerate(body.walk()):
        if part.is_multipart():
            part.set_boundary(f"=_{seed}_{number}")
