"""Telling all incidents of a problem together: one text, one message for each, every one in its own thread."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from ringback.access.standing import standing
from ringback.kit.errors import Forbidden, Refusal, Unseen
from ringback.ledger.actor import Actor
from ringback.tickets.models import Category, Link, Status, Ticket
from ringback.tickets.replying import Written, reply


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one incident: the message, or why there is none."""

    ticket: int
    message: int | None = None
    problem: str = ""


def incidents_of(actor: Actor, ticket: Ticket) -> list[Ticket]:
    """The incidents of a problem that are still open and visible to the actor; of merged ones those into which they
    were merged."""
    rows = Link.objects.filter(other=ticket, kind=Link.INCIDENT).order_by("id")
    pairs = rows.values_list("ticket_id", "ticket__canonical_id")
    numbers = list(dict.fromkeys(above or number for number, above in pairs))
    if not numbers:
        return []
    seen = Ticket.objects.visible_to(actor).open().in_bulk(numbers)
    return [seen[number] for number in numbers if number in seen and number != ticket.pk]


def tell(by: Actor, ticket_id: int, html: str, status: Status | None = None) -> Sequence[Told]:
    """Reply to the customers of all open incidents, each in their own thread and a transaction of its own, so that one
    that can't be told keeps none of the others waiting. Unseen; Refusal (`no-incidents`, `empty`, `closing`)."""
    ticket = Ticket.objects.visible_to(by).filter(pk=ticket_id).first()
    if ticket is None:
        raise Unseen()
    if standing(by).is_customer:
        raise Forbidden(gettext("Customers add to their ticket; replies are ours to send."))
    if status and status.category == Category.CLOSED:
        raise Refusal(
            gettext("Closing needs a reason: tell them, then close."), field="status", code="closing"
        )
    incidents = incidents_of(by, ticket)
    if not incidents:
        raise Refusal(gettext("This ticket has no open incidents."), field="ticket", code="no-incidents")
    return [_told(by, incident, html, status) for incident in incidents]


def _told(by: Actor, incident: Ticket, html: str, status: Status | None) -> Told:
    try:
        message = reply(by, incident.pk, Written(html, status=status))
    except Refusal as refusal:
        if refusal.code == "empty":
            raise
        return Told(incident.pk, problem=refusal.message)
    return Told(incident.pk, message.pk)
