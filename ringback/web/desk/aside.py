"""What stands beside a thread: the ticket's properties, its customer, who takes part, what it is linked with."""

from collections.abc import Sequence
from typing import Any, TypeVar

from django.http import HttpResponse

from ringback.access.models import Team, User
from ringback.company.attributes import defined
from ringback.ledger.actor import Actor
from ringback.people.attributing import values_of
from ringback.people.families import canonical_of, identities_of, one_person
from ringback.people.models import Identity
from ringback.people.segments import segments_of
from ringback.tickets import (
    choices,
    duplicates,
    following,
    granting,
    handing_over,
    linking,
    locking,
    merging,
    participating,
    parties,
)
from ringback.tickets.models import Category, Link, Status, Ticket
from ringback.tickets.reached import reached
from ringback.tickets.statuses import TRANSITIONS
from ringback.web.asked import Asked
from ringback.web.desk.attribute_fields import known
from ringback.web.desk.codings import beside
from ringback.web.desk.finding import ticket_of
from ringback.web.desk.handovers import handover_beside
from ringback.web.desk.tickets import TICKET
from ringback.web.pages import render, see_other
from ringback.web.routes import route, url
from ringback.web.words import (
    CHANNELS,
    GRANT_REASONS,
    PARTIES,
    PRIORITIES,
    PROOFS,
    REASONS,
    SEGMENT_LOOKS,
    TYPES,
)

_OTHERS = 8
_VERBS = (
    "ticket.status",
    "ticket.close",
    "ticket.assign",
    "handover.offer",
    "ticket.move",
    "ticket.edit",
    "ticket.tag",
    "ticket.code",
    "ticket.confirm",
    "ticket.follow",
    "ticket.shelve",
    "ticket.participants",
    "ticket.grant",
    "ticket.link",
    "ticket.merge",
    "ticket.split",
    "ticket.reply",
)
Row = TypeVar("Row", bound=User | Status)


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
    rights = locking.rights(actor, ticket, _VERBS)
    links = linking.links_of(actor, ticket)
    people = choices.assignees(actor, ticket) if "ticket.assign" in rights else []
    return {
        "viewer": request.viewer,
        "ticket": ticket,
        "contact": canonical_of(ticket.contact),
        "identities": _identities(request, ticket),
        **_customer(request, ticket),
        **beside(actor, ticket),
        "parts": participating.parts_of(actor, ticket),
        "parties": parties.parties_of(actor, ticket),
        "party_roles": PARTIES,
        "proofs": PROOFS,
        "members": merging.merged_into(actor, ticket),
        "suggestions": duplicates.suggested(actor, ticket) if "ticket.merge" in rights else [],
        "has_incidents": any(link.kind == Link.INCIDENT and link.other_id == number for link, _ in links),
        "tags": ", ".join(ticket.tags.order_by("tag__folded").values_list("tag__name", flat=True)),
        "links": links,
        "others": _others(request, ticket),
        "rights": rights,
        "grants": list(granting.grants_of(ticket)) if "ticket.grant" in rights else [],
        "followers": (followers := following.followers_of(actor, ticket)),
        "house_teams": _may_follow(actor, ticket, followers) if "ticket.grant" in rights else [],
        "grantable": _grantable(request) if "ticket.grant" in rights else {},
        "grant_reasons": GRANT_REASONS,
        "statuses": _statuses(ticket, "ticket.close" in rights),
        "people": _options(_with_current(people, ticket.assignee)),
        **handover_beside(actor, ticket, offers="handover.offer" in rights),
        "may_hand_over": "handover.offer" in rights and handing_over.may_offer(actor, ticket),
        "teams": _options(choices.teams(actor) if "ticket.move" in rights else []),
        "type_label": TYPES.get(ticket.type, ticket.type),
        "priority_label": PRIORITIES[ticket.priority],
        "types": TYPES,
        "priorities": PRIORITIES,
        "reasons": REASONS,
    }


def _statuses(ticket: Ticket, closing: bool) -> list[Status]:
    """Those that may follow, and the one there is."""
    steps = TRANSITIONS[ticket.category] | {ticket.category}
    found = [status for status in choices.statuses() if status.is_active and status.category in steps]
    return [
        status
        for status in _with_current(found, ticket.status)
        if closing or status.category != Category.CLOSED or status == ticket.status
    ]


def _options(rows: Sequence[User] | Sequence[Team]) -> list[tuple[int, str]]:
    return [(row.pk, str(row)) for row in rows]


def _may_follow(
    actor: Actor, ticket: Ticket, followers: Sequence[following.Following]
) -> list[tuple[int, str]]:
    """The teams of the house that could follow it and do not yet."""
    out = {ticket.team_id} | {one.team.pk for one in followers if one.team}
    return _options([team for team in choices.teams(actor) if team.pk not in out and not team.is_partner])


def _grantable(request: Asked) -> dict[str, list[tuple[int, str]]]:
    """To whom a ticket may be opened beside its own team."""
    return {
        "teams": _options(choices.teams(request.actor)),
        "users": _options(choices.colleagues(request.actor)),
    }


def _identities(request: Asked, ticket: Ticket) -> list[Identity]:
    """By what else the customer can be reached; for whoever may look at customers at all."""
    if not request.viewer.may("contact.read"):
        return []
    return list(identities_of(ticket.contact))


def _person(ticket: Ticket) -> list[int]:
    """The customer, as all the contacts that are one person."""
    return one_person(ticket.contact_id)


def _customer(request: Asked, ticket: Ticket) -> dict[str, Any]:
    """What the house keeps about the customer and shows beside each of their tickets, for whoever may look at customers
    at all; and which others there are that the viewer may not open."""
    if not request.viewer.may("contact.read"):
        return {"channel": "", "attributes": [], "segments": [], "reached": []}
    contact = canonical_of(ticket.contact)
    return {
        "channel": CHANNELS.get(contact.preferred_channel, ""),
        "attributes": known(defined("contact"), values_of([contact], "contact")[contact.pk]),
        "segments": segments_of(request.actor, [contact.pk]).get(contact.pk, []),
        "looks": SEGMENT_LOOKS,
        "reached": reached(request.actor, contact.pk, limit=_OTHERS),
    }


def _others(request: Asked, ticket: Ticket) -> list[Ticket]:
    """The customer's latest other tickets."""
    seen = Ticket.objects.visible_to(request.actor).on_the_desk().filter(contact_id__in=_person(ticket))
    return list(seen.exclude(pk=ticket.pk).select_related("status").order_by("-id")[:_OTHERS])


def _with_current(choices: Sequence[Row], current: Row | None) -> list[Row]:
    """What it is now can be read there, also where it can no longer be chosen."""
    return [*choices] if current is None or current in choices else [current, *choices]
