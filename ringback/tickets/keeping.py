"""What a mail is kept as: the ticket it opens with whoever takes part, and the message with its files."""

import json
from collections.abc import Sequence
from dataclasses import asdict

from ringback.channels.adapters.email.parsed import Address, File
from ringback.channels.models import Line
from ringback.files.models import Blob
from ringback.interactions.models import Interaction
from ringback.interactions.recording import record_mail, recorded
from ringback.kit.ids import secret
from ringback.kit.inserting import insert
from ringback.kit.text import excerpt, fold, one_line
from ringback.ledger.append import Fact
from ringback.people.models import Contact
from ringback.tickets import participating
from ringback.tickets.addressing import listed
from ringback.tickets.indexing import index_message
from ringback.tickets.mail_in import Mail
from ringback.tickets.models import Category, Message, MessageFile, Participant, Ticket
from ringback.tickets.models.ticket import NEVER
from ringback.tickets.own_addresses import our_addresses
from ringback.tickets.statuses import default_status
from ringback.tickets.unfolded import unfolded


def new_ticket(mail: Mail, contact: Contact, line: Line) -> Ticket:
    parsed, inbound = mail.parsed, mail.inbound
    status = default_status(Category.NEW)
    subject = one_line(parsed.subject, 500)
    return Ticket(
        subject=subject,
        folded_subject=fold(subject)[:200],
        contact=contact,
        organization_id=contact.organization_id,
        line=line,
        team_id=line.team_id,
        status=status,
        category=status.category,
        is_silent=inbound.is_silent,
        created_at=inbound.received_at,
        updated_at=inbound.received_at,
        waiting_since=NEVER if inbound.is_silent else inbound.received_at,
        message_count=1,
        excerpt=excerpt(unfolded(parsed.text, [(f.start, f.end) for f in parsed.folds]), 200),
    )


def add_participants(ticket: Ticket, contact: Contact, sender: Address, mail: Mail) -> None:
    requester = Participant(
        ticket=ticket,
        contact=contact,
        name=sender.name[:200],
        address=sender.address,
        folded=fold(sender.address),
        role=Participant.REQUESTER,
        at=ticket.created_at,
    )
    insert(requester)
    participating.suggest(
        ticket, [*mail.parsed.to, *mail.parsed.cc], {requester.folded, *our_addresses(mail)}
    )


def keep_message(mail: Mail, ticket: Ticket, contact: Contact, sender: Address, state: str) -> Message:
    parsed, inbound = mail.parsed, mail.inbound
    interaction = record_mail(
        inbound.line,
        ticket.team_id,
        Interaction.IN,
        inbound.received_at,
        contact_id=contact.pk,
        is_silent=inbound.is_silent,
    )
    message = Message(
        ticket=ticket,
        interaction=interaction,
        inbound=inbound,
        direction=Message.IN,
        state=state,
        author_kind="contact",
        author_id=contact.pk,
        author_name=(sender.name or contact.name)[:200],
        author_address=sender.address,
        addresses=listed(parsed.to, parsed.cc),
        at=inbound.received_at,
        subject=one_line(parsed.subject, 500),
        text=parsed.text,
        html=parsed.html,
        folds=json.dumps([[f.start, f.end, f.kind] for f in parsed.folds]),
        message_id=parsed.message_id[:500],
        is_automatic=parsed.kind == "auto-reply",
        is_authentic=mail.is_authentic,
        withheld=parsed.withheld[:300],
        flags=" ".join(parsed.flags)[:200],
        invitation=json.dumps(asdict(parsed.invitation)) if parsed.invitation else None,
        signature=json.dumps(asdict(parsed.signature)) if parsed.signature else None,
    )
    insert(message)
    _link_files(message, mail.files)
    index_message(message, ticket, [file.name for file, _ in mail.files])
    return message


def _link_files(message: Message, files: Sequence[tuple[File, Blob]]) -> None:
    rows = [
        MessageFile(
            message=message,
            blob=blob,
            key=secret(),
            name=file.name[:255],
            media_type=file.media_type[:100],
            size=file.size,
            content_id=file.content_id[:300],
            is_inline=file.inline,
        )
        for file, blob in files
    ]
    if rows:
        insert(*rows)


def recorded_of(message: Message) -> Fact:
    """The fact that the message's interaction was recorded."""
    if message.interaction is None:
        raise ValueError("the message has no interaction")
    return recorded(message.interaction, message.ticket_id)
