"""Opening a ticket without a mail: a customer's own request, one recorded for a customer, or made by hand
from a receipt."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext

from ringback.access.models import Team
from ringback.access.policy import Reach, require
from ringback.access.standing import standing
from ringback.channels.adapters.email.parsed import Address
from ringback.channels.models import Inbound, Line
from ringback.interactions.models import Interaction
from ringback.interactions.recording import recorded
from ringback.kit.clock import now
from ringback.kit.errors import Forbidden, Refusal, Stale, Unseen
from ringback.kit.markup import outbound, to_text
from ringback.kit.text import excerpt, fold, one_line
from ringback.ledger.actor import Actor
from ringback.ledger.append import Fact, append
from ringback.people import contacts
from ringback.people.models import Contact, Identity
from ringback.tickets import families
from ringback.tickets.continuing import continue_ticket
from ringback.tickets.indexing import index_message
from ringback.tickets.locking import locked
from ringback.tickets.models import Category, Message, Participant, Ticket
from ringback.tickets.models.ticket import NEVER
from ringback.tickets.parties import Part, add_all
from ringback.tickets.receiving import ticket_opened
from ringback.tickets.replying import Written, reply
from ringback.tickets.statuses import default_status


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked, in HTML as written. `line`: where answers will come from; its team is the ticket's
    unless told. `parties`: who else has a part in it from the beginning, for staff to say."""

    subject: str
    html: str
    line: Line | None = None
    team: Team | None = None
    type: str = "question"
    priority: int = 3
    parties: Sequence[Part] = ()


@transaction.atomic
def open_for(by: Actor, contact: Contact, request: Request) -> Ticket:
    """Record a request for a customer (by an agent), or one's own (by a customer). Raises Refusal for what is
    missing."""
    team = _team(by, request)
    own = standing(by).is_customer
    if own and contact.user_id != standing(by).user_id:
        raise Unseen()
    ticket = _ticket(contact, team, request)
    _requester(ticket, contact)
    message = _message(by, ticket, request.html, contact)
    ticket.last_message_id = message.pk
    ticket.save(update_fields=["last_message_id"])
    opened = ticket_opened(ticket, message, "portal" if own else "desk", may_answer=False)
    append(by, opened, *_recorded(message))
    add_all(by, ticket, request.parties)
    return ticket


@transaction.atomic
def write_first(by: Actor, contact: Contact, request: Request, cc: Sequence[Address] = ()) -> Ticket:
    """Open a ticket by writing to a customer who has asked nothing: `request.html` goes out as its first message, and
    the ticket waits for them. Refusal with the code `no-address` where they have no mail address, and as `reply`."""
    team = _team(by, request)
    ticket = _ticket(contact, team, request)
    if not _requester(ticket, contact).address:
        words = gettext("%(name)s has no mail address to write to.") % {"name": contact.name}
        raise Refusal(words, field="contact", code="no-address")
    ticket.is_outbound, ticket.message_count, ticket.excerpt = True, 0, ""
    ticket.waiting_since = NEVER
    ticket.save(update_fields=["is_outbound", "message_count", "excerpt", "waiting_since"])
    add_all(by, ticket, request.parties)
    waits = default_status(Category.WAITING_FOR_CUSTOMER)
    message = reply(by, ticket.pk, Written(request.html, cc=cc, status=waits))
    append(by, ticket_opened(ticket, message, "desk", may_answer=False))
    return Ticket.objects.get(pk=ticket.pk)


@transaction.atomic
def open_for_address(
    by: Actor, address: str, name: str, request: Request, *, outbound: bool = False
) -> Ticket:
    """As `open_for` or `write_first`, for whoever reads mail at `address`: a contact we know, or a new one of this
    name."""
    require(by, "ticket.open")
    contact, facts = contacts.meet(contacts.addr_spec(address), name)
    ticket = (write_first if outbound else open_for)(by, contact, request)
    append(by, *facts)
    return ticket


@transaction.atomic
def add_word(by: Actor, ticket_id: int, html: str) -> Message:
    """A customer adds something to their own ticket."""
    ticket = locked(by, ticket_id, "ticket.reply", even_merged=True)
    above = families.head(ticket)
    contact = Contact.objects.filter(user_id=standing(by).user_id).first()
    if not standing(by).is_customer or contact is None:
        raise Forbidden(gettext("Only customers add to a ticket in this way."))
    if above.category == Category.CLOSED:
        raise Refusal(gettext("This request is closed. Please open a new one."), code="closed")
    message = _message(by, ticket, html, contact)
    received = Fact("message.received", "message", message.pk, ticket.pk)
    append(by, received, *_recorded(message), *families.told(ticket, above, message))
    continue_ticket(by, above, message)
    return message


@transaction.atomic
def open_by_hand(by: Actor, inbound_id: int, address: str, subject: str, text: str) -> Ticket:
    """Make a ticket of a receipt that was quarantined or ignored; its raw bytes stay with the receipt."""
    require(by, "ticket.open")
    inbound = _to_handle(by, inbound_id)
    contact, facts = contacts.meet(contacts.addr_spec(address), "")
    ticket = open_for(by, contact, Request(subject, text, inbound.line))
    message = Message.objects.get(pk=ticket.last_message_id)
    Message.objects.filter(pk=message.pk).update(inbound=inbound)
    Inbound.objects.filter(pk=inbound.pk).update(
        end=Inbound.OPENED, reason="made by hand", ref_kind="message", ref_id=message.pk, handled_at=now()
    )
    append(by, *facts, Fact("inbound.handled", "inbound", inbound.pk, ticket.pk))
    return ticket


@transaction.atomic
def try_again(by: Actor, inbound_id: int) -> Inbound:
    """Let a quarantined or ignored receipt be read once more."""
    inbound = _to_handle(by, inbound_id)
    inbound.end, inbound.reason, inbound.attempts = "", "", 0
    inbound.retry_at = inbound.handled_at = None
    inbound.save()
    append(by, Fact("inbound.retried", "inbound", inbound.pk))
    return inbound


@transaction.atomic
def dismiss(by: Actor, inbound_id: int) -> Inbound:
    """Nothing is to be done about a receipt that was quarantined: it stays listed, with its raw bytes, and the desk's
    health no longer counts it."""
    inbound = _to_handle(by, inbound_id)
    if inbound.end != Inbound.QUARANTINED:
        raise Refusal(gettext("Only what could not be read waits for a decision."), code="not-quarantined")
    if inbound.handled_at is None:
        inbound.handled_at = now()
        inbound.save(update_fields=["handled_at"])
        append(by, Fact("inbound.dismissed", "inbound", inbound.pk))
    return inbound


def _to_handle(by: Actor, inbound_id: int) -> Inbound:
    """The receipt, locked. Seeing it (as a manager may) is not yet the right to decide about it."""
    far = require(by, "inbound.handle")
    seen = Inbound.objects.visible_to(by).select_related("line__team").select_for_update(of=("self",))
    inbound = seen.filter(pk=inbound_id).first()
    if inbound is None:
        raise Unseen()
    if Reach.ALL not in far and inbound.line.team_id not in standing(by).teams:
        raise Forbidden(gettext("This came to another team."))
    if inbound.end not in (Inbound.QUARANTINED, Inbound.IGNORED):
        raise Stale(gettext("This mail has a ticket already."))
    return inbound


def _team(by: Actor, request: Request) -> Team:
    own = standing(by).is_customer
    far = require(by, "ticket.request" if own else "ticket.open")
    line = request.line or (_first_line() if own else None)
    # Where a customer's request goes is ours to say, not theirs.
    team = (None if own else request.team) or (line.team if line else None)
    if team is None:
        raise Refusal(gettext("A ticket needs a contact point or a team."), field="line", code="no-team")
    if Reach.ALL not in far and not own and team.pk not in standing(by).teams:
        raise Refusal(
            gettext("You can open tickets only in your own teams."), field="team", code="not-your-team"
        )
    return team


def _first_line() -> Line | None:
    return Line.objects.select_related("team").filter(is_active=True).order_by("id").first()


def _ticket(contact: Contact, team: Team, request: Request) -> Ticket:
    subject = one_line(request.subject, 500)
    if not subject:
        raise Refusal(gettext("A ticket needs a subject."), field="subject", code="empty")
    if request.type not in Ticket.TYPES or request.priority not in (1, 2, 3, 4):
        raise Refusal(gettext("Type or priority is none of the choices."), field="type")
    moment, status = now(), default_status(Category.NEW)
    ticket = Ticket(
        subject=subject,
        folded_subject=fold(subject)[:200],
        contact=contact,
        organization_id=contact.organization_id,
        line=request.line or team.lines.filter(is_active=True).order_by("id").first(),
        team=team,
        status=status,
        category=status.category,
        type=request.type,
        priority=request.priority,
        created_at=moment,
        updated_at=moment,
        waiting_since=moment,
        message_count=1,
        excerpt=excerpt(to_text(outbound(request.html)), 200),
    )
    ticket.save(force_insert=True)
    return ticket


def _requester(ticket: Ticket, contact: Contact) -> Participant:
    address = Identity.objects.filter(contact=contact, kind=Identity.EMAIL).order_by("id").first()
    value = address.value if address else ""
    return Participant.objects.create(
        ticket=ticket,
        contact=contact,
        name=contact.name,
        address=value,
        folded=fold(value),
        role=Participant.REQUESTER,
        at=ticket.created_at,
    )


def _message(by: Actor, ticket: Ticket, html: str, contact: Contact) -> Message:
    who, moment = standing(by), now()
    clean = outbound(html)
    text = to_text(clean).strip()
    if not text:
        raise Refusal(gettext("There is nothing written yet."), field="html", code="empty")
    interaction = Interaction(
        channel="portal" if who.is_customer else "desk",
        direction=Interaction.IN,
        team_id=ticket.team_id,
        contact=contact,
        user_id=None if who.is_customer else who.user_id,
        offered_at=moment,
        ended_at=moment,
    )
    interaction.save(force_insert=True)
    message = Message(
        ticket=ticket,
        interaction=interaction,
        direction=Message.IN,
        # Who wrote it down is its author, also where it was for a customer.
        author_kind="contact" if who.is_customer else "user",
        author_id=contact.pk if who.is_customer else who.user_id,
        author_name=contact.name,
        at=moment,
        subject=ticket.subject,
        text=text,
        html=clean,
        flags="" if who.is_customer else "recorded-for-customer",
    )
    message.save(force_insert=True)
    index_message(message, ticket, [])
    return message


def _recorded(message: Message) -> list[Fact]:
    return [recorded(message.interaction, message.ticket_id)] if message.interaction else []
