"""What becomes of a mail: one transaction opens or continues a ticket and gives the receipt its end."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, Q, QuerySet

from ringback.access.prepared import prepared
from ringback.channels import outbox
from ringback.channels.adapters.email.parsed import Address, FailedRecipient, File, ParsedMail, Report
from ringback.channels.models import Delivery, Inbound, Line, Recipient
from ringback.files.models import Blob
from ringback.interactions.models import Interaction
from ringback.interactions.recording import record_mail, recorded
from ringback.kit.clock import now
from ringback.kit.ids import secret
from ringback.kit.inserting import insert
from ringback.kit.text import excerpt, fold, one_line
from ringback.ledger.actor import Actor
from ringback.ledger.append import Fact, append
from ringback.people import contacts
from ringback.people.models import Contact, Identity
from ringback.tickets import participating
from ringback.tickets.continuing import continue_ticket
from ringback.tickets.finding import Found, find
from ringback.tickets.following import follow
from ringback.tickets.indexing import index_message
from ringback.tickets.models import Category, Link, Message, MessageFile, Participant, Ticket
from ringback.tickets.models.ticket import NEVER
from ringback.tickets.replying import listed
from ringback.tickets.statuses import default_status
from ringback.tickets.threading import Place, Proof, place, secrets_in
from ringback.tickets.unfolded import unfolded


@dataclass(frozen=True, slots=True)
class Mail:
    """A receipt, what the parser made of it, its files as blobs, and whether sender authentication passed
    (None: not looked)."""

    inbound: Inbound
    parsed: ParsedMail
    files: Sequence[tuple[File, Blob]] = ()
    is_authentic: bool | None = None


@transaction.atomic
def receive(mail: Mail) -> str:
    """Give the mail its end: opened, threaded, held, ignored or quarantined. A receipt that has one keeps it,
    and one that points at an earlier receipt of the same content gets none (the empty string)."""
    sender = fold(mail.parsed.sender.address) if mail.parsed.sender else ""
    inbound, twin, is_ours = _locked(mail.inbound, sender)
    if inbound is None:
        return Inbound.objects.values_list("end", flat=True).get(pk=mail.inbound.pk)
    # Daemons often send without an address of their own; what they say is read all the same.
    if mail.parsed.kind == "normal" and (mail.parsed.unreadable or mail.parsed.sender is None):
        return _finish(mail, Inbound.QUARANTINED, mail.parsed.unreadable or "It names no sender.")
    if twin:
        return _join(mail, twin)
    if is_ours:
        written = _written_through_us(mail)
        if written is None:
            return _finish(mail, Inbound.IGNORED, "loop: it came from ourselves")
        mail = written
    found = find(mail.inbound, mail.parsed)
    if mail.parsed.kind in ("bounce", "delay", "feedback"):
        return _report(mail, found)
    if mail.parsed.sender is None or (mail.parsed.kind == "auto-reply" and found.proof is not Proof.SECRET):
        return _finish(mail, Inbound.IGNORED, "auto-reply")
    return _place(mail, mail.parsed.sender, found)


def _locked(inbound: Inbound, sender: str) -> tuple[Inbound | None, Inbound | None, bool]:
    """The receipt, locked, unless it has an end; the receipt of the same mail at another line, if one went
    first; and whether the sender is one of our own lines."""
    if connection.vendor == "postgresql":
        _one_at_a_time(inbound.content_key)
    rows: list[Any] = _itself_and_twins(inbound.pk, inbound.content_key, sender)
    mine = next((row for row in rows if row.pk == inbound.pk and not row.end and not row.first_id), None)
    twin = next((row for row in rows if row.pk != inbound.pk and row.line_id != inbound.line_id), None)
    return mine, twin, bool(sender) and any(row.is_ours for row in rows)


@prepared("pk", "content_key", "sender")
def _itself_and_twins(pk: int, content_key: str, sender: str) -> QuerySet[Inbound]:
    ends = [Inbound.OPENED, Inbound.THREADED, Inbound.HELD]
    same = Q(content_key=content_key, first=None, end__in=ends)
    ours = Exists(Line.objects.filter(folded_address=sender))
    return Inbound.objects.filter(Q(pk=pk) | same).annotate(is_ours=ours).order_by("id")


def _one_at_a_time(key: str) -> None:
    """Two workers with the same mail of two lines take turns (SQLite has one writer anyway)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(key[:15], 16)])


def _join(mail: Mail, twin: Inbound) -> str:
    """One mail to two lines: one ticket, and the second line's team follows it."""
    message = Message.objects.select_related("ticket").filter(inbound=twin).first()
    if message is None:
        return _finish(mail, Inbound.IGNORED, "its ticket is gone")
    # Until somebody has decided about a held message, it opens the ticket to nobody.
    is_held = twin.end == Inbound.HELD and message.state != Message.ACCEPTED
    if not is_held:
        follow(message.ticket, mail.inbound.line.team_id)
    end = Inbound.HELD if is_held else Inbound.THREADED
    return _finish(mail, end, "the same mail came to another contact point", message)


def _written_through_us(mail: Mail) -> Mail | None:
    """A form on a web site sends in our own name and names the customer in Reply-To: it is theirs then, never answered
    automatically and never taken for proven. None for a mail of ours that has come back."""
    parsed = mail.parsed
    ours = _our_addresses(mail, parsed.reply_to)
    others = [address for address in parsed.reply_to if fold(address.address) not in ours]
    if not others or parsed.kind != "normal":
        return None
    return replace(mail, parsed=replace(parsed, sender=others[0], bulk=True), is_authentic=False)


def _report(mail: Mail, found: Found) -> str:
    """A bounce, delay or complaint about one of ours marks message and address; any other is ignored."""
    report, inbound = mail.parsed.report, mail.inbound
    if _is_answer(mail, found) and mail.parsed.sender:
        return _place(replace(mail, parsed=replace(mail.parsed, kind="normal")), mail.parsed.sender, found)
    marked = outbox.mark_report(_by(inbound), report, mail.parsed.kind, found.secrets) if report else []
    if not marked or found.ticket is None or found.proof is not Proof.SECRET:
        return _finish(mail, Inbound.IGNORED, mail.parsed.kind)
    for recipient in _unreachable(marked, report) if report and mail.parsed.kind != "delay" else ():
        contacts.mark_failing(_by(inbound), recipient.address, recipient.text)
    data = {"inbound": inbound.pk, "kind": mail.parsed.kind, "deliveries": [d.pk for d in marked]}
    append(_by(inbound), Fact("message.reported", "ticket", found.ticket.pk, found.ticket.pk, data))
    return _finish(mail, Inbound.THREADED, mail.parsed.kind, ticket=found.ticket)


def _is_answer(mail: Mail, found: Found) -> bool:
    """Whether somebody who takes part wrote what looks like a bounce: it has our secret in its own header
    only, where a server quotes the mail it speaks of."""
    report, sender = mail.parsed.report, mail.parsed.sender
    if mail.parsed.kind != "bounce" or found.proof is not Proof.SECRET or not (report and found.ticket):
        return False
    if secrets_in(report.original_message_ids, []) or sender is None:
        return False
    contact = contacts.known_by(Identity.EMAIL, sender.address)
    return contact is not None and _takes_part(found.ticket, contact, sender)


def _unreachable(marked: Sequence[Delivery], report: Report) -> list[FailedRecipient]:
    """Those it gives up for good, of those whom the mail was for: a report may name anybody."""
    written_to = set(Recipient.objects.filter(delivery__in=marked).values_list("folded", flat=True))
    return [one for one in report.recipients if one.hard and fold(one.address) in written_to]


def _place(mail: Mail, sender: Address, found: Found) -> str:
    contact, facts = contacts.hear_from(sender.address, sender.name)
    ticket = found.ticket
    where = place(
        found.proof,
        takes_part=bool(ticket and _takes_part(ticket, contact, sender)),
        is_authentic=bool(mail.is_authentic),
        subject_agrees=found.subject_agrees,
    )
    if (
        ticket
        and where is Place.THREADED
        and ticket.category == Category.CLOSED
        and mail.parsed.kind == "normal"
    ):
        # Closed is closed: what comes afterwards is a new request for the same people (H4).
        return _open(mail, contact, facts, sender, ticket, Link.FOLLOWS)
    if ticket and where in (Place.THREADED, Place.HELD):
        return _thread(mail, contact, facts, sender, ticket, where)
    return _open(mail, contact, facts, sender, ticket if where is Place.POSSIBLY else None, Link.POSSIBLY)


def _takes_part(ticket: Ticket, contact: Contact, sender: Address) -> bool:
    return bool(_parts_of(ticket.pk, contact.pk, fold(sender.address)))


@prepared("ticket", "contact", "folded")
def _parts_of(ticket: int, contact: int, folded: str) -> QuerySet[Participant, int]:
    mine = Participant.objects.filter(Q(contact_id=contact) | Q(folded=folded))
    return mine.filter(ticket_id=ticket, is_confirmed=True).values_list("pk", flat=True)


def _thread(
    mail: Mail, contact: Contact, facts: list[Fact], sender: Address, ticket: Ticket, where: Place
) -> str:
    held = where is Place.HELD
    message = _message(mail, ticket, contact, sender, Message.HELD if held else Message.ACCEPTED)
    kind = "message.held" if held else "message.received"
    append(_by(mail.inbound), *facts, Fact(kind, "message", message.pk, ticket.pk), recorded_of(message))
    if not held:
        participating.suggest(ticket, [*mail.parsed.to, *mail.parsed.cc], _known(ticket, mail))
        continue_ticket(_by(mail.inbound), ticket, message)
        follow(ticket, mail.inbound.line.team_id)
    return _finish(mail, Inbound.HELD if held else Inbound.THREADED, "", message)


def _open(
    mail: Mail, contact: Contact, facts: list[Fact], sender: Address, other: Ticket | None, link: str
) -> str:
    line, follower = _first_named(mail)
    ticket = _new_ticket(mail, contact, line)
    if other and link == Link.FOLLOWS:
        ticket.team_id, ticket.owner_id = other.team_id, other.owner_id
    insert(ticket)
    _participants(ticket, contact, sender, mail)
    message = _message(mail, ticket, contact, sender, Message.ACCEPTED)
    ticket.last_message_id = message.pk
    ticket.save(update_fields=["last_message_id"])
    if follower:
        follow(ticket, follower.team_id)
    if other:
        Link.objects.create(ticket=ticket, other=other, kind=link, at=now())
        facts.append(Fact("ticket.linked", "ticket", ticket.pk, ticket.pk, {"other": other.pk, "kind": link}))
    opened = ticket_opened(ticket, message, "email", may_answer=_may_answer(mail))
    append(_by(mail.inbound), *facts, opened, recorded_of(message))
    return _finish(
        mail, Inbound.OPENED, "possibly related" if other and link == Link.POSSIBLY else "", message
    )


def ticket_opened(ticket: Ticket, message: Message, channel: str, *, may_answer: bool) -> Fact:
    """The fact that a ticket was opened by its first message, with what reactions need to know."""
    data = {"message": message.pk, "channel": channel, "may_answer": may_answer}
    data |= {"contact": ticket.contact_id, "to": ticket.team_id}
    return Fact("ticket.opened", "ticket", ticket.pk, ticket.pk, data)


def _may_answer(mail: Mail) -> bool:
    """Whether an automatic mail may go back at all: never for silent, automatic or bulk mail (RFC 3834)."""
    return (
        not mail.inbound.is_silent
        and mail.parsed.kind == "normal"
        and not mail.parsed.bulk
        and mail.inbound.envelope_from != ""
    )


def _new_ticket(mail: Mail, contact: Contact, line: Line) -> Ticket:
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


def _first_named(mail: Mail) -> tuple[Line, Line | None]:
    """The line whose address the mail names first has the ticket; the line it came to follows, if it is
    another."""
    own = mail.inbound.line
    named = [fold(a.address) for a in (*mail.parsed.to, *mail.parsed.cc)]
    others = [address for address in named if address != own.folded_address]
    if not named or named[0] == own.folded_address or own.folded_address not in named or not others:
        return own, None
    lines = {
        line.folded_address: line for line in Line.objects.filter(folded_address__in=named, is_active=True)
    }
    first = next((lines[address] for address in named if address in lines), own)
    return (first, own) if first.pk != own.pk else (own, None)


def _participants(ticket: Ticket, contact: Contact, sender: Address, mail: Mail) -> None:
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
        ticket, [*mail.parsed.to, *mail.parsed.cc], {requester.folded, *_our_addresses(mail)}
    )


def _known(ticket: Ticket, mail: Mail) -> set[str]:
    return {
        *Participant.objects.filter(ticket=ticket).values_list("folded", flat=True),
        *_our_addresses(mail),
    }


def _our_addresses(mail: Mail, among: Sequence[Address] = ()) -> set[str]:
    """Which of the addresses named are our own lines' (with or without a plus part)."""
    named = {fold(a.address) for a in among or (*mail.parsed.to, *mail.parsed.cc)}
    own = mail.inbound.line.folded_address
    ours = {own} if named <= {own} else set(Line.objects.values_list("folded_address", flat=True))
    return {a for a in named if a in ours or _without_plus(a) in ours}


def _without_plus(address: str) -> str:
    local, _, domain = address.rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def _message(mail: Mail, ticket: Ticket, contact: Contact, sender: Address, state: str) -> Message:
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
    )
    insert(message)
    _link_files(message, mail.files)
    index_message(message, ticket, [file.name for file, _ in mail.files])
    return message


def recorded_of(message: Message) -> Fact:
    """The fact that the message's interaction was recorded."""
    if message.interaction is None:
        raise ValueError("the message has no interaction")
    return recorded(message.interaction, message.ticket_id)


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


def _finish(
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
    )
    if not message:
        topic = ticket.pk if ticket else None
        append(_by(inbound), Fact("inbound.finished", "inbound", inbound.pk, topic, {"end": end}))
    return end


def _by(inbound: Inbound) -> Actor:
    return Actor("line", inbound.line_id)
