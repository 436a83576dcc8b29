"""Splitting a ticket: some of its messages are another matter (docs/decisions/merge-and-split.md)."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext

from ringback.access.policy import require
from ringback.kit.clock import now
from ringback.kit.errors import Refusal
from ringback.kit.inserting import insert
from ringback.kit.text import fold, one_line
from ringback.ledger.actor import Actor
from ringback.ledger.append import Fact, append
from ringback.people.models import Contact, Identity
from ringback.tickets import families
from ringback.tickets.families import COUNTERS
from ringback.tickets.indexing import index_message
from ringback.tickets.locking import locked, touch
from ringback.tickets.models import Category, Link, Message, Participant, Ticket
from ringback.tickets.models.ticket import NEVER
from ringback.tickets.receiving import ticket_opened
from ringback.tickets.statuses import default_status


@transaction.atomic
def split(
    by: Actor, ticket_id: int, messages: Sequence[int], subject: str = "", version: int | None = None
) -> Ticket:
    """Make a new ticket of some of a ticket's messages, linked as split off from it; gives the new one. Answers to the
    messages that moved come to it, because a mail continues the ticket in which what it answers stands. Merging the new
    ticket into the old one undoes it.

    Unseen, Forbidden, Stale; Refusal (`messages`) for messages that are not the ticket's, are held, or are all of it.
    """
    require(by, "ticket.split")
    ticket = locked(by, ticket_id, "ticket.split", version)
    numbers = families.whole_family(ticket)
    moved = _chosen(by, numbers, messages)
    answered, waited = families.newest_reply(numbers), ticket.waiting_since != NEVER
    made = _new(ticket, moved, subject)
    _take_part(ticket, made, moved)
    _move(moved, made)
    families.recount(made, [made.pk], answered, waited)
    families.recount(ticket, numbers, answered, waited)
    made.save(update_fields=[*COUNTERS])
    Link.objects.create(ticket=made, other=ticket, kind=Link.SPLIT, at=now())
    ids = [message.pk for message in moved]
    append(
        by,
        Fact("ticket.split", "ticket", ticket.pk, ticket.pk, {"into": made.pk, "messages": ids}),
        ticket_opened(made, moved[0], "split", may_answer=False),
        Fact("ticket.linked", "ticket", made.pk, made.pk, {"other": ticket.pk, "kind": Link.SPLIT}),
    )
    touch(ticket, *COUNTERS)
    return made


def to_choose(actor: Actor, ticket: Ticket) -> list[Message]:
    """Of a ticket found for the actor: the newest two hundred messages that can be split off, oldest first."""
    said = Message.objects.said_in(families.family(actor, ticket), actor).filter(state=Message.ACCEPTED)
    return list(said.defer("html").order_by("-id")[:200])[::-1]


def _chosen(by: Actor, numbers: Sequence[int], ids: Sequence[int]) -> list[Message]:
    said = Message.objects.visible_to(by).filter(ticket_id__in=numbers, state=Message.ACCEPTED)
    chosen = list(said.filter(pk__in=ids).order_by("id"))
    if not chosen or len(chosen) != len(set(ids)):
        words = gettext("Choose messages of this ticket that are not held.")
        raise Refusal(words, field="messages", code="messages")
    stay = set(said.exclude(pk__in=ids).values_list("ticket_id", flat=True))
    if not {message.ticket_id for message in chosen} <= stay:
        # Of a merged ticket as well, or it would be an empty one when it is taken out again.
        words = gettext("Something has to stay: these are all the messages there are.")
        raise Refusal(words, field="messages", code="messages")
    return chosen


def _new(ticket: Ticket, moved: Sequence[Message], subject: str) -> Ticket:
    first, status = moved[0], default_status(Category.OPEN)
    words = one_line(subject or first.subject or ticket.subject, 500)
    contact = _contact(ticket, moved)
    made = Ticket(
        subject=words,
        folded_subject=fold(words)[:200],
        contact=contact,
        organization_id=contact.organization_id,
        line=ticket.line,
        team=ticket.team,
        owner=ticket.owner,
        assignee=ticket.assignee,
        status=status,
        category=status.category,
        type=ticket.type,
        priority=ticket.priority,
        language=ticket.language,
        created_at=first.at,
        updated_at=moved[-1].at,
    )
    insert(made)
    return made


def _contact(ticket: Ticket, moved: Sequence[Message]) -> Contact:
    """Whoever said the first of it."""
    said = [message.author_id for message in moved if message.author_kind == "contact"]
    return Contact.objects.filter(pk=said[0]).first() or ticket.contact if said else ticket.contact


def _take_part(ticket: Ticket, made: Ticket, moved: Sequence[Message]) -> None:
    """The customer, and whoever else wrote what has moved: nobody loses sight of what they said."""
    wrote = {fold(m.author_address): m for m in moved if m.author_kind == "contact" and m.author_address}
    rows = [
        _part(made, m.author_name, m.author_address, m.author_id == made.contact_id) for m in wrote.values()
    ]
    for row, message in zip(rows, wrote.values(), strict=True):
        row.contact_id = message.author_id
    if not any(row.role == Participant.REQUESTER for row in rows):
        address = Identity.objects.filter(contact=made.contact, kind=Identity.EMAIL).order_by("id").first()
        row = _part(made, made.contact.name, address.value if address else "", True)
        row.contact = made.contact
        rows = [other for other in rows if other.folded != row.folded] + [row]
    # One requester: a second address of theirs is copied.
    for other in [row for row in rows if row.role == Participant.REQUESTER][1:]:
        other.role = Participant.COPIED
    insert(*rows)


def _part(made: Ticket, name: str, address: str, asks: bool) -> Participant:
    return Participant(
        ticket=made,
        name=name[:200],
        address=address,
        folded=fold(address),
        role=Participant.REQUESTER if asks else Participant.COPIED,
        at=now(),
    )


def _move(moved: Sequence[Message], made: Ticket) -> None:
    Message.objects.filter(pk__in=[message.pk for message in moved]).update(ticket=made)
    for message in moved:
        message.ticket = made
        index_message(message, made, list(message.files.values_list("name", flat=True)))
