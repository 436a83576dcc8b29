"""Exchanges that happened elsewhere, written down by hand: they belong to no, one or several tickets."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from ringback.access.locking import row_to_change
from ringback.access.models import Team
from ringback.channels.models import Line
from ringback.interactions import recording
from ringback.interactions.exchange import spoken
from ringback.interactions.models import Interaction
from ringback.kit.clock import now
from ringback.kit.errors import Refusal, Unseen
from ringback.ledger.actor import Actor
from ringback.ledger.append import Fact, append
from ringback.people.models import Contact
from ringback.tickets.locking import locked, touch
from ringback.tickets.models import Message, Ticket, TicketInteraction

MOST_TICKETS = 20


@transaction.atomic
def record(
    by: Actor,
    channel: str,
    direction: str,
    given: Mapping[str, Any],
    tickets: Collection[int] = (),
    *,
    contact: Contact | None = None,
    line: Line | None = None,
    team: Team | None = None,
) -> Interaction:
    """An exchange (`given`: times, seconds, disposition, as interactions.exchange.write) about the tickets with these
    numbers. Raises Forbidden without the right to it or to one of the tickets, and Refusal for what it cannot be and
    for a ticket that is not there to see."""
    about = _locked(by, tickets)
    interaction = recording.write_down(by, channel, direction, given, contact, line, team)
    data = {"channel": channel, "direction": direction}
    linked = _link(interaction, about)
    append(by, Fact("interaction.recorded", "interaction", interaction.pk, data=data), *linked)
    return interaction


@transaction.atomic
def change(
    by: Actor, pk: int, given: Mapping[str, Any], tickets: Collection[int] | None = None
) -> Interaction:
    """Other times, seconds or disposition, or the tickets it is about: exactly these of those that the actor sees.
    Raises Unseen, Forbidden, and Refusal as `record` and for what the desk recorded itself."""
    interaction = row_to_change(Interaction.objects.visible_to(by), pk)
    seen = set(
        TicketInteraction.objects.visible_to(by)
        .filter(interaction=interaction)
        .values_list("ticket_id", flat=True)
    )
    wanted = seen if tickets is None else set(tickets)
    about = {ticket.pk: ticket for ticket in _locked(by, wanted ^ seen)}
    before = spoken(interaction)
    recording.correct(by, interaction, given)
    facts = _link(interaction, [about[number] for number in sorted(wanted - seen)])
    facts += _unlink(interaction, [about[number] for number in sorted(seen - wanted)])
    if spoken(interaction) != before:
        data = _data(interaction)
        facts += [
            Fact("ticket.interaction_changed", "ticket", number, number, data)
            for number in sorted(wanted & seen)
        ]
    append(
        by, Fact("interaction.changed", "interaction", interaction.pk, data={"named": sorted(given)}), *facts
    )
    return interaction


def tickets_of(actor: Actor, interactions: Sequence[int]) -> dict[int, list[int]]:
    """By id of interactions: the numbers of the tickets they were about, as far as the actor may see them."""
    found: dict[int, set[int]] = {pk: set() for pk in interactions}
    if found:
        said = Message.objects.visible_to(actor).filter(interaction_id__in=found)
        linked = TicketInteraction.objects.visible_to(actor).filter(interaction_id__in=found)
        for rows in (said, linked):
            for interaction, ticket in rows.values_list("interaction_id", "ticket_id"):
                found[interaction or 0].add(ticket)
    return {pk: sorted(numbers) for pk, numbers in found.items()}


def _locked(by: Actor, numbers: Collection[int]) -> list[Ticket]:
    """In the order of their numbers, so that no two verbs wait for each other."""
    if len(set(numbers)) > MOST_TICKETS:
        words = gettext("An exchange is about %(most)s tickets at most.") % {"most": MOST_TICKETS}
        raise Refusal(words, field="tickets")
    try:
        return [locked(by, number, "interaction.write") for number in sorted(set(numbers))]
    except Unseen as unseen:
        raise Refusal(gettext("There is no such ticket."), field="tickets", code="no-such") from unseen


def _link(interaction: Interaction, tickets: Sequence[Ticket]) -> list[Fact]:
    TicketInteraction.objects.bulk_create(
        TicketInteraction(ticket=ticket, interaction=interaction, at=now()) for ticket in tickets
    )
    return _told("ticket.interaction_linked", interaction, tickets)


def _unlink(interaction: Interaction, tickets: Sequence[Ticket]) -> list[Fact]:
    TicketInteraction.objects.filter(interaction=interaction, ticket__in=tickets).delete()
    return _told("ticket.interaction_unlinked", interaction, tickets)


def _told(kind: str, interaction: Interaction, tickets: Sequence[Ticket]) -> list[Fact]:
    for ticket in tickets:
        touch(ticket, active=True)
    return [Fact(kind, "ticket", ticket.pk, ticket.pk, _data(interaction)) for ticket in tickets]


def _data(interaction: Interaction) -> dict[str, Any]:
    return {
        "interaction": interaction.pk,
        "channel": interaction.channel,
        "direction": interaction.direction,
        "seconds": spoken(interaction),
    }
