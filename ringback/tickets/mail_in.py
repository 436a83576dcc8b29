"""A mail on its way in, and the end of its receipt."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ringback.channels.adapters.email.parsed import File, ParsedMail
from ringback.channels.models import Inbound
from ringback.files.models import Blob
from ringback.kit.text import one_line
from ringback.ledger.actor import Actor
from ringback.ledger.append import Fact, append
from ringback.tickets.models import Message, Ticket


class Namesake(NamedTuple):
    """An earlier message that had a mail's Message-ID, and its ticket, by their ids."""

    message: int
    ticket: int


@dataclass(frozen=True, slots=True)
class Mail:
    """A receipt, what the parser made of it, its files as blobs, whether sender authentication passed (None: not
    looked), and the earlier message of the same Message-ID, once it was looked for."""

    inbound: Inbound
    parsed: ParsedMail
    files: Sequence[tuple[File, Blob]] = ()
    is_authentic: bool | None = None
    namesake: Namesake | None = None


def finish(
    mail: Mail, end: str, reason: str = "", message: Message | None = None, ticket: Ticket | None = None
) -> str:
    """The end of the receipt, with what it says of the mail for lists."""
    inbound, parsed = mail.inbound, mail.parsed
    ref = ("message", message.pk) if message else ("ticket", ticket.pk) if ticket else ("", None)
    Inbound.objects.filter(pk=inbound.pk).update(
        end=end,
        reason=reason[:500],
        kind=parsed.kind,
        message_id=parsed.message_id[:500],
        sender=parsed.sender.address if parsed.sender else "",
        subject=one_line(parsed.subject, 500),
        ref_kind=ref[0],
        ref_id=ref[1],
        retry_at=None,
        # Who brought it was of use for looking at its sender, and nobody needs to keep it.
        peer_ip="",
        peer_helo="",
    )
    if not message:
        topic = ticket.pk if ticket else None
        append(by(inbound), Fact("inbound.finished", "inbound", inbound.pk, topic, {"end": end}))
    return end


def by(inbound: Inbound) -> Actor:
    return Actor("line", inbound.line_id)
