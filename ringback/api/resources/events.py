"""Events: the ledger as a feed, and what happened to one ticket. Ids and enumerations only; words stand elsewhere."""

import json
from typing import Any

from ringback.access import watching
from ringback.api.call import Call
from ringback.api.found import find
from ringback.api.operations import operation
from ringback.api.schemas import Cursor, Limit, Moment, Out, Page
from ringback.kit import paging
from ringback.ledger.models import Event
from ringback.tickets.models import Ticket


class Reference(Out):
    """Something by kind and id."""

    kind: str
    id: int


class EventOut(Out):
    """`acting_for`: the owner of the token that did it. `cause`: the event that this one follows."""

    id: int
    at: Moment
    kind: str
    subject: Reference
    ticket: int | None
    actor: Reference
    acting_for: Reference | None
    cause: int | None
    data: dict[str, Any]


class EventPage(Page[EventOut]):
    pass


@operation("GET", "/events", scope="events:read", verb="event.read", answers=EventPage)
def index(request: Call, cursor: Cursor = "", limit: Limit = 50) -> EventPage:
    """Everything that happened, in commit order. `next` is always there: it waits for what comes. A piece may be empty
    though more follows: read on until `next` stays the same."""
    xid, last = (int(part) for part in paging.decode(cursor, int, int)) if cursor else (0, 0)
    stretch = watching.events_after(request.actor, (xid, last), limit)
    return EventPage(
        items=[event_out(event) for event in stretch.events], next=paging.encode(*stretch.cursor)
    )


@operation(
    "GET",
    "/tickets/{int:number}/events",
    scope="events:read",
    verb="event.read",
    answers=EventPage,
    objects={"number": "ticket"},
)
def of_ticket(request: Call, number: int, cursor: Cursor = "", limit: Limit = 50) -> EventPage:
    """What happened to a ticket and to what is in it, oldest first."""
    ticket = find(Ticket.objects.visible_to(request.actor), pk=number)
    after = int(paging.decode(cursor, int)[0]) if cursor else 0
    found = watching.events_of_ticket(request.actor, ticket.pk, after, limit + 1)
    more = paging.encode(found[limit - 1].pk) if len(found) > limit else None
    return EventPage(items=[event_out(event) for event in found[:limit]], next=more)


def event_out(event: Event) -> EventOut:
    return EventOut(
        id=event.pk,
        at=event.at,
        kind=event.kind,
        subject=Reference(kind=event.subject_kind, id=event.subject_id),
        ticket=event.topic_id,
        actor=Reference(kind=event.actor_kind, id=event.actor_id),
        acting_for=Reference(kind=event.for_kind, id=event.for_id) if event.for_kind else None,
        cause=event.cause_id,
        data=json.loads(event.data),
    )
