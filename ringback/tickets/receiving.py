"""What becomes of a mail: one transaction opens or continues a ticket and gives the receipt its end."""

from collections.abc import Mapping
from dataclasses import replace

from django.db import transaction

from ringback.channels.adapters.email.parsed import Address
from ringback.channels.models import Inbound
from ringback.kit.clock import now
from ringback.kit.inserting import insert
from ringback.kit.text import fold
from ringback.ledger.append import Fact, append
from ringback.people import contacts
from ringback.people.models import Contact
from ringback.tickets import doubles, families, participating, reports
from ringback.tickets.continuing import continue_ticket
from ringback.tickets.finding import Found, find, takes_part
from ringback.tickets.following import follow
from ringback.tickets.keeping import add_participants, keep_message, new_ticket, recorded_of
from ringback.tickets.mail_in import Mail, by, finish
from ringback.tickets.models import Category, Link, Message, Participant, Ticket
from ringback.tickets.own_addresses import first_named, our_addresses, written_through_us
from ringback.tickets.threading import Place, Proof, place

__all__ = ["Mail", "receive", "ticket_opened"]


@transaction.atomic
def receive(mail: Mail) -> str:
    """Give the mail its end: opened, threaded, held, ignored or quarantined. A receipt that has one keeps it,
    and one that points at an earlier receipt of the same content gets none (the empty string)."""
    sender = fold(mail.parsed.sender.address) if mail.parsed.sender else ""
    met = doubles.met(mail.inbound, sender, mail.parsed.message_id[:500])
    if met.receipt is None:
        return Inbound.objects.values_list("end", flat=True).get(pk=mail.inbound.pk)
    # Daemons often send without an address of their own; what they say is read all the same.
    if mail.parsed.kind == "normal" and (mail.parsed.unreadable or mail.parsed.sender is None):
        return finish(mail, Inbound.QUARANTINED, mail.parsed.unreadable or "It names no sender.")
    if met.twin:
        return doubles.join(mail, met.twin)
    if met.is_ours:
        written = written_through_us(mail)
        if written is None:
            return finish(mail, Inbound.IGNORED, "loop: it came from ourselves")
        mail = written
    mail = replace(mail, namesake=met.namesake)
    found = find(mail.inbound, mail.parsed)
    if reports.is_answer(mail, found):
        mail = replace(mail, parsed=replace(mail.parsed, kind="normal"))
    if mail.parsed.kind in reports.KINDS:
        return reports.report(mail, found)
    if mail.parsed.sender is None or (mail.parsed.kind == "auto-reply" and found.proof is not Proof.SECRET):
        return finish(mail, Inbound.IGNORED, "auto-reply")
    return _place(mail, mail.parsed.sender, found)


def _place(mail: Mail, sender: Address, found: Found) -> str:
    mail = doubles.marked(mail)
    # What was written long ago does not show that the address works today.
    hear = contacts.meet if mail.inbound.is_silent else contacts.hear_from
    contact, facts = hear(sender.address, sender.name)
    ticket = found.ticket
    above = families.head(ticket) if ticket else None
    where = place(
        found.proof,
        takes_part=bool(ticket and takes_part(ticket, contact.pk, sender.address)),
        is_authentic=bool(mail.is_authentic),
        subject_agrees=found.subject_agrees,
    )
    if (
        above
        and where is Place.THREADED
        and above.category == Category.CLOSED
        and mail.parsed.kind == "normal"
    ):
        # Closed is closed: what comes afterwards is a new request for the same people (H4).
        return _open(mail, contact, facts, sender, above, Link.FOLLOWS)
    if ticket and above and where in (Place.THREADED, Place.HELD):
        return _thread(mail, contact, facts, sender, ticket, above, where)
    return _open(mail, contact, facts, sender, above if where is Place.POSSIBLY else None, Link.POSSIBLY)


def _thread(
    mail: Mail,
    contact: Contact,
    facts: list[Fact],
    sender: Address,
    ticket: Ticket,
    above: Ticket,
    where: Place,
) -> str:
    """The message stays with the ticket whose secret it carries; what follows from it, with the one `above`, into which
    that may have been merged."""
    held = where is Place.HELD
    message = keep_message(mail, ticket, contact, sender, Message.HELD if held else Message.ACCEPTED)
    kind = "message.held" if held else "message.received"
    facts += [Fact(kind, "message", message.pk, ticket.pk), *doubles.told(mail, message)]
    if not held:
        # Held mail changes nothing about a ticket until somebody has accepted it.
        facts += _links(ticket, _namesakes_ticket(mail, ticket.pk))
        facts += families.told(ticket, above, message)
    append(by(mail.inbound), *facts, recorded_of(message))
    if not held:
        participating.suggest(ticket, [*mail.parsed.to, *mail.parsed.cc], _known(ticket, mail))
        continue_ticket(by(mail.inbound), above, message)
        follow(above, mail.inbound.line.team_id)
    return finish(mail, Inbound.HELD if held else Inbound.THREADED, "", message)


def _open(
    mail: Mail, contact: Contact, facts: list[Fact], sender: Address, other: Ticket | None, link: str
) -> str:
    line, follower = first_named(mail)
    ticket = new_ticket(mail, contact, line)
    if other and link == Link.FOLLOWS:
        ticket.team_id, ticket.owner_id = other.team_id, other.owner_id
    insert(ticket)
    add_participants(ticket, contact, sender, mail)
    message = keep_message(mail, ticket, contact, sender, Message.ACCEPTED)
    ticket.last_message_id = message.pk
    ticket.save(update_fields=["last_message_id"])
    if follower:
        follow(ticket, follower.team_id)
    links = ({other.pk: link} if other else {}) | _namesakes_ticket(mail, other.pk if other else 0)
    facts += [*_links(ticket, links), *doubles.told(mail, message)]
    opened = ticket_opened(ticket, message, "email", may_answer=_may_answer(mail))
    append(by(mail.inbound), *facts, opened, *_repeated(ticket, other, link), recorded_of(message))
    return finish(
        mail, Inbound.OPENED, "possibly related" if Link.POSSIBLY in links.values() else "", message
    )


def _repeated(ticket: Ticket, other: Ticket | None, link: str) -> list[Fact]:
    """The same customer comes again about what we took for done."""
    if other is None or link != Link.FOLLOWS:
        return []
    return [Fact("ticket.repeated", "ticket", ticket.pk, ticket.pk, {"of": other.pk})]


def _namesakes_ticket(mail: Mail, but: int) -> dict[int, str]:
    """The ticket of the earlier message with the same Message-ID, as one that this may belong to; not the ticket
    `but`."""
    earlier = mail.namesake
    return {earlier.ticket: Link.POSSIBLY} if earlier and earlier.ticket != but else {}


def _links(ticket: Ticket, others: Mapping[int, str]) -> list[Fact]:
    """Link the ticket with others by their ids; links that are there already stay as they are."""
    facts = []
    for other, kind in others.items():
        _, made = Link.objects.get_or_create(
            ticket=ticket, other_id=other, defaults={"kind": kind, "at": now()}
        )
        if made:
            data = {"other": other, "kind": kind}
            facts.append(Fact("ticket.linked", "ticket", ticket.pk, ticket.pk, data))
    return facts


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


def _known(ticket: Ticket, mail: Mail) -> set[str]:
    return {
        *Participant.objects.filter(ticket=ticket).values_list("folded", flat=True),
        *our_addresses(mail),
    }
