"""Who takes part in a ticket besides us."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils.translation import gettext

from ringback.channels.adapters.email.parsed import Address
from ringback.kit.clock import now
from ringback.kit.errors import Refusal, Unseen
from ringback.kit.text import fold, one_line
from ringback.ledger.actor import Actor
from ringback.ledger.append import Fact, append
from ringback.people import contacts
from ringback.tickets.authority import must_be_authorised
from ringback.tickets.families import family
from ringback.tickets.locking import locked, touch
from ringback.tickets.models import Participant, Ticket


@transaction.atomic
def add(by: Actor, ticket_id: int, address: Address, version: int | None = None) -> Participant:
    """Let somebody take part from now on: they are copied, and see what is said from here on. Stale when the ticket has
    moved on since `version`, here and below."""
    ticket = locked(by, ticket_id, "ticket.participants", version)
    part = Participant.objects.filter(ticket=ticket, folded=fold(address.address)).first()
    if part and part.is_confirmed:
        raise Refusal(gettext("They take part already."), field="address", code="taken")
    if part is None:
        part = part_of(ticket, address, is_confirmed=True)
        part.save()
    confirm_rows(by, ticket, [part])
    touch(ticket)
    return part


@transaction.atomic
def confirm(by: Actor, ticket_id: int, participant_id: int, version: int | None = None) -> Participant:
    """Somebody whom a mail only suggested takes part from now on."""
    ticket = locked(by, ticket_id, "ticket.participants", version)
    part = _of(ticket, participant_id)
    confirm_rows(by, ticket, [part])
    touch(ticket)
    return part


@transaction.atomic
def remove(by: Actor, ticket_id: int, participant_id: int, version: int | None = None) -> None:
    """They take part no more. The requester stays."""
    ticket = locked(by, ticket_id, "ticket.participants", version)
    part = _of(ticket, participant_id)
    if part.role == Participant.REQUESTER:
        raise Refusal(gettext("The requester can't be removed."), field="participant")
    append(
        by, Fact("ticket.participant_removed", "ticket", ticket.pk, ticket.pk, {"contact": part.contact_id})
    )
    part.delete()
    touch(ticket)


def parts_of(actor: Actor, ticket: Ticket) -> list[Participant]:
    """Of a ticket found for the actor: who takes part; then those who take part in what was merged into it, each
    address once."""
    rows = Participant.objects.filter(ticket_id__in=family(actor, ticket)).order_by("-is_confirmed", "id")
    once: dict[str, Participant] = {}
    for part in sorted(rows, key=lambda part: part.ticket_id != ticket.pk):
        once.setdefault(part.folded or str(part.pk), part)
    return list(once.values())


def confirm_rows(by: Actor, ticket: Ticket, parts: Sequence[Participant], from_message_id: int = 0) -> None:
    """Part of a verb that holds the lock: these take part, and see what comes after what has been said so
    far. Raises Refusal for a representative who may not act."""
    must_be_authorised(ticket, parts)
    facts: list[Fact] = []
    for part in parts:
        if part.contact is None:
            part.contact, met = contacts.meet(part.address, part.name)
            facts += met
        part.is_confirmed, part.from_message_id = True, from_message_id or ticket.last_message_id + 1
        part.save()
        facts.append(
            Fact("ticket.participant_added", "ticket", ticket.pk, ticket.pk, {"contact": part.contact_id})
        )
    append(by, *facts)


def suggest(ticket: Ticket, copied: Iterable[Address], known: set[str]) -> None:
    """Addresses from a copy line become suggestions, never participants (TRUST A2). `known`: folded addresses
    to leave out."""
    fresh = {fold(a.address): a for a in copied if fold(a.address) not in known}
    rows = [part_of(ticket, address, is_confirmed=False) for address in list(fresh.values())[:50]]
    if rows:
        Participant.objects.bulk_create(rows, ignore_conflicts=True)


def part_of(ticket: Ticket, address: Address, *, is_confirmed: bool = True) -> Participant:
    """A row, not yet saved."""
    return Participant(
        ticket=ticket,
        name=one_line(address.name, 200),
        address=address.address,
        folded=fold(address.address),
        role=Participant.COPIED,
        is_confirmed=is_confirmed,
        at=now(),
    )


def _of(ticket: Ticket, participant_id: int) -> Participant:
    part = Participant.objects.filter(ticket=ticket, pk=participant_id).first()
    if part is None:
        raise Unseen()
    return part
