"""Mails as the parser gives them, and their way in without a mail server."""

import uuid
from dataclasses import replace
from datetime import datetime

from ringback.channels.adapters.email.parsed import Address, FailedRecipient, ParsedMail, Report
from ringback.channels.models import Inbound, Line
from ringback.channels.take_in import Handed, take_in
from ringback.kit.clock import now
from ringback.tickets.models import Message, Ticket
from ringback.tickets.receiving import Mail, receive


def mail(
    sender: str, subject: str = "Boiler shows E4", text: str = "It shows E4.", **more: object
) -> ParsedMail:
    """A plain mail to the support line."""
    made = ParsedMail(
        message_id=f"{uuid.uuid4()}@example.org",
        subject=subject,
        sender=Address(sender.partition("@")[0].title(), sender) if sender else None,
        to=[Address("", "support@desk.example")],
        text=text,
    )
    return replace(made, **more)  # type: ignore[arg-type]


def arrive(
    line: Line,
    parsed: ParsedMail,
    *,
    raw: bytes | None = None,
    is_authentic: bool | None = None,
    at: datetime | None = None,
    **handed: object,
) -> Inbound:
    """Take a mail in and give it its end; returns the receipt as it stands afterwards."""
    raw = raw if raw is not None else f"Message-ID: <{parsed.message_id}>\r\n\r\n{parsed.text}".encode()
    inbound = take_in(line, Handed(raw, "file", at or now(), **handed))  # type: ignore[arg-type]
    receive(Mail(inbound, parsed, is_authentic=is_authentic))
    inbound.refresh_from_db()
    return inbound


def message_of(inbound: Inbound) -> Message:
    """The message that a receipt became."""
    return Message.objects.select_related("ticket").get(inbound=inbound)


def ticket_of(inbound: Inbound) -> Ticket:
    """The ticket that a receipt opened or continued."""
    return message_of(inbound).ticket


def bounce(sent: str, address: str) -> ParsedMail:
    """A hard bounce of the mail with Message-ID `sent`."""
    report = Report([FailedRecipient(address, "5.1.1", True, "no such user")], [sent])
    return mail("mailer-daemon@example.org", "Undelivered mail", kind="bounce", report=report)
