"""What stands beside a thread: the ticket's properties, its customer, who takes part, what it is linked with."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse

from ringback.access.models import User
from ringback.people.models import Identity
from ringback.tickets import choices, linking
from ringback.tickets.models import Ticket
from ringback.web.asked import Asked
from ringback.web.desk.finding import ticket_of
from ringback.web.desk.tickets import TICKET
from ringback.web.pages import render, see_other
from ringback.web.routes import route, url
from ringback.web.words import PRIORITIES, REASONS, TYPES

_OTHERS = 8


@route("tickets/<int:number>/aside", name="ticket.aside", verb="ticket.read", objects=TICKET)
def show(request: Asked, number: int) -> HttpResponse:
    part = "HX-Request" in request.headers
    template = "desk/tickets/_aside.html" if part else "desk/tickets/aside.html"
    return render(request, template, _context(request, number))


def part_of(request: Asked, number: int) -> HttpResponse:
    """The answer to a verb that changes what stands here."""
    if "HX-Request" not in request.headers:
        return see_other(request, url("ticket.aside", number=number))
    return render(request, "desk/tickets/_aside.html", _context(request, number))


def _context(request: Asked, number: int) -> dict[str, Any]:
    actor = request.actor
    ticket = ticket_of(actor, number)
    people = choices.assignees(actor, ticket)
    return {
        "viewer": request.viewer,
        "ticket": ticket,
        "contact": ticket.contact,
        "identities": _identities(request, ticket),
        "parts": list(ticket.participants.order_by("-is_confirmed", "id")),
        "tags": ", ".join(ticket.tags.order_by("tag__folded").values_list("tag__name", flat=True)),
        "links": linking.links_of(actor, ticket),
        "others": _others(request, ticket),
        "statuses": [
            status for status in choices.statuses() if status.is_active or status.pk == ticket.status_id
        ],
        "people": _with_current(people, ticket.assignee),
        "owners": _with_current(people, ticket.owner),
        "teams": choices.teams(actor) if request.viewer.may("ticket.move") else [ticket.team],
        "types": TYPES,
        "priorities": PRIORITIES,
        "reasons": REASONS,
    }


def _identities(request: Asked, ticket: Ticket) -> list[Identity]:
    """By what else the customer can be reached; for whoever may look at customers at all."""
    if not request.viewer.may("contact.read"):
        return []
    return list(ticket.contact.identities.order_by("id"))


def _others(request: Asked, ticket: Ticket) -> list[Ticket]:
    """The customer's latest other tickets."""
    seen = Ticket.objects.visible_to(request.actor).on_the_desk().filter(contact_id=ticket.contact_id)
    return list(seen.exclude(pk=ticket.pk).select_related("status").order_by("-id")[:_OTHERS])


def _with_current(people: Sequence[User], current: User | None) -> list[User]:
    """Whoever has it now can be read there, also where they are no longer in the team."""
    return [*people] if current is None or current in people else [current, *people]
