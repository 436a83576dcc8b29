"""Mails as bytes, and their way in: taken in, read by the parser's real process, given their end."""

from collections.abc import Mapping
from email import message_from_bytes, policy
from typing import cast

from ringback.channels.adapters.email.parser_process import Parser
from ringback.channels.models import Delivery, Inbound, Line
from ringback.channels.take_in import Handed, take_in
from ringback.kit.clock import now
from ringback.tickets.intake import process


def letter(sender: str, to: str, subject: str, text: str, headers: Mapping[str, str] | None = None) -> bytes:
    """A plain mail. `headers` come on top; `sender` and `to` stand as they are given."""
    fields = {**(headers or {}), "From": sender, "To": to, "Subject": subject}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value)
    return f"{head}Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n".encode()


def arrive(
    line: Line,
    raw: bytes,
    parser: Parser,
    envelope_from: str | None = None,
    envelope_to: tuple[str, ...] = (),
) -> Inbound:
    """The receipt, with its end."""
    handed = Handed(raw, "smtp", now(), envelope_from=envelope_from, envelope_to=envelope_to)
    inbound = take_in(line, handed)
    process(inbound, parser)
    inbound.refresh_from_db()
    return inbound


def written(delivery: Delivery) -> str:
    """All that a mail of ours says: its head, and its parts without their encoding."""
    mail = message_from_bytes(bytes(delivery.content or b""), policy=policy.SMTP)
    parts = [part.get_payload(decode=True) for part in mail.walk() if not part.is_multipart()]
    head = "\n".join(f"{name}: {value}" for name, value in mail.items())
    return "\n".join([head, *(bytes(cast(bytes, part)).decode(errors="replace") for part in parts)])
