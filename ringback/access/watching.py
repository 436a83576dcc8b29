"""The ledger as a feed, of what an actor may see."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from ringback.access import scopes
from ringback.access.policy import Reach, reaches
from ringback.access.standing import standing
from ringback.ledger import reader
from ringback.ledger.actor import Actor
from ringback.ledger.models import Event
from ringback.ledger.reader import Cursor


@dataclass(frozen=True, slots=True)
class Stretch:
    """Events in commit order, and the cursor behind all that were looked at; `is_end`: there was nothing
    further."""

    events: Sequence[Event]
    cursor: Cursor
    is_end: bool


def events_after(actor: Actor, cursor: Cursor, limit: int) -> Stretch:
    """The next stretch behind `cursor`: everything for managers and administrators; for others what they did
    themselves and what happened to tickets they may see. It may hold fewer than `limit` though more follows.
    """
    found = reader.after(cursor, limit)
    behind = (found[-1].xid, found[-1].pk) if found else cursor
    return Stretch(_seen(actor, found), behind, len(found) < limit)


def events_of_ticket(actor: Actor, ticket_id: int, after: int, limit: int) -> list[Event]:
    """What happened to a ticket and what is in it, oldest first. None for those who may see no events.

    The caller has found the ticket among those the actor may see.
    """
    if not reaches(actor, "event.read"):
        return []
    of_ticket: QuerySet[Event] = Event.objects.filter(Q(topic_id=ticket_id), pk__gt=after)
    return list(of_ticket.order_by("id")[:limit])


def _seen(actor: Actor, events: Sequence[Event]) -> list[Event]:
    far = reaches(actor, "event.read")
    if Reach.ALL in far:
        return list(events)
    topics = {event.topic_id for event in events if event.topic_id}
    seen = scopes.visible("ticket", actor, topics) if far else set()
    return [event for event in events if far and (event.topic_id in seen or _is_own(actor, event))]


def _is_own(actor: Actor, event: Event) -> bool:
    me = standing(actor).user_id
    return ("user", me) in ((event.actor_kind, event.actor_id), (event.for_kind, event.for_id))
