"""Whom a reply goes to, how its row keeps that, and who takes part by it."""

import json
from collections.abc import Iterable, Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext

from ringback.access.prepared import prepared
from ringback.access.standing import standing
from ringback.channels.adapters.email.parsed import Address
from ringback.kit.addresses import is_addr_spec
from ringback.kit.errors import Refusal
from ringback.kit.inserting import insert
from ringback.kit.text import fold, one_line
from ringback.ledger.actor import Actor
from ringback.tickets.authority import must_be_authorised
from ringback.tickets.families import family
from ringback.tickets.models import Message, Participant, Ticket

MOST_RECIPIENTS = 50


def default_recipients(by: Actor, ticket: Ticket) -> tuple[list[Address], list[Address]]:
    """Whom a reply goes to unless its author says otherwise: the requester, copied the confirmed others; those of
    merged tickets as well, each address once."""
    parts = sorted(_confirmed(family(by, ticket)), key=lambda p: (p.ticket_id != ticket.pk, p.pk))
    once: dict[str, Participant] = {}
    for part in sorted(parts, key=lambda p: p.role != Participant.REQUESTER):
        once.setdefault(part.folded, part)
    to = [Address(p.name, p.address) for p in once.values() if p.role == Participant.REQUESTER]
    cc = [Address(p.name, p.address) for p in once.values() if p.role != Participant.REQUESTER]
    return to, cc


@prepared("tickets")
def _confirmed(tickets: Sequence[int]) -> QuerySet[Participant]:
    return Participant.objects.filter(ticket_id__in=tickets, is_confirmed=True).order_by("id")


def must_fit(by: Actor, ticket: Ticket, everybody: Sequence[Address]) -> None:
    """Raises Refusal where there is nobody, too many, what is no address, or one that the actor may not write to."""
    if not everybody or len(everybody) > MOST_RECIPIENTS:
        raise Refusal(
            gettext("A reply needs a recipient, and has %(most_recipients)s at most.")
            % {"most_recipients": MOST_RECIPIENTS},
            field="to",
            code="recipients",
        )
    for address in everybody:
        if not is_addr_spec(address.address):
            raise Refusal(
                gettext("%(address)s is not a mail address.") % {"address": address.address[:100]},
                field="to",
                code="address",
            )
    _within_reach(by, ticket, everybody)


def _within_reach(by: Actor, ticket: Ticket, everybody: Iterable[Address]) -> None:
    who = standing(by)
    if who.is_house:
        return
    known = {part.folded for part in _confirmed(family(by, ticket))}
    if {fold(a.address) for a in everybody} - known:
        raise Refusal(
            gettext("Partners answer those who take part in the ticket, nobody else."),
            field="to",
            code="outside",
        )


def listed(to: Iterable[Address], cc: Iterable[Address] = (), bcc: Iterable[Address] = ()) -> str:
    """The addresses of a message as its row keeps them: JSON {"to": [[name, address]], ...}."""
    return json.dumps(kept(to, cc, bcc), ensure_ascii=False)


def kept(to: Iterable[Address], cc: Iterable[Address], bcc: Iterable[Address]) -> dict[str, list[list[str]]]:
    """As `listed`, before it is JSON."""
    rows = {"to": to, "cc": cc, "bcc": bcc}
    return {key: [[one_line(a.name, 200), a.address] for a in value] for key, value in rows.items() if value}


def let_take_part(ticket: Ticket, addressed: Sequence[Address], message: Message) -> None:
    """Part of a verb that holds the lock: whoever an agent writes to takes part from that message on; a suggestion that
    is written to is confirmed by it. Raises Refusal for a representative who may not act."""
    parts = {p.folded: p for p in _parts(ticket.pk)}
    fresh = {fold(a.address): a for a in addressed if fold(a.address) not in parts}
    late = [p for a in addressed if (p := parts.get(fold(a.address))) and not p.is_confirmed]
    if late:
        must_be_authorised(ticket, late)
        Participant.objects.filter(pk__in=[p.pk for p in late]).update(
            is_confirmed=True, from_message_id=message.pk
        )
    rows = [
        Participant(
            ticket=ticket,
            name=one_line(a.name, 200),
            address=a.address,
            folded=key,
            role=Participant.COPIED,
            at=message.at,
            from_message_id=message.pk,
        )
        for key, a in fresh.items()
    ]
    if rows:
        must_be_authorised(ticket, rows)
        insert(*rows)


@prepared("ticket")
def _parts(ticket: int) -> QuerySet[Participant]:
    return Participant.objects.filter(ticket_id=ticket)
