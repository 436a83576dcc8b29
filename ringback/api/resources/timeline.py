"""The timeline: everything that was said, noted and done in a ticket, in the order it happened."""

from datetime import UTC, datetime, timedelta

from ringback.api.call import Call
from ringback.api.found import find
from ringback.api.operations import operation
from ringback.api.resources.events import EventOut, event_out
from ringback.api.resources.message_shapes import MessageOut, WordOut, message_out, word_out
from ringback.api.resources.notes import NoteOut, note_out
from ringback.api.schemas import Cursor, Limit, Moment, Out, Page
from ringback.api.shapes import asks_as_customer
from ringback.kit import paging
from ringback.tickets.models import Ticket
from ringback.tickets.timeline import Entry, Place, stretch

_BEGINNING, _TICK = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
_MOST_TICKS = (datetime(9999, 12, 31, tzinfo=UTC) - _BEGINNING) // _TICK


class EntryOut(Out):
    """One of the three is there, as `kind` says: message, note or event."""

    kind: str
    at: Moment
    message: MessageOut | WordOut | None = None
    note: NoteOut | None = None
    event: EventOut | None = None


class Timeline(Page[EntryOut]):
    pass


@operation(
    "GET",
    "/tickets/{int:number}/timeline",
    scope="tickets:read",
    verb="ticket.read",
    answers=Timeline,
    objects={"number": "ticket"},
)
def index(request: Call, number: int, cursor: Cursor = "", limit: Limit = 50) -> Timeline:
    """What was said, noted and done last, oldest first; `next` leads to what was before. Messages, notes and events are
    there only for tokens that may read them."""
    ticket = find(Ticket.objects.visible_to(request.actor), pk=number)
    entries, more = stretch(request.actor, ticket, _place(cursor) if cursor else None, limit)
    return Timeline(items=[_out(request, entry) for entry in entries], next=_cursor(more) if more else None)


def _out(request: Call, entry: Entry) -> EntryOut:
    if entry.kind == "message":
        shape = word_out if asks_as_customer(request) else message_out
        return EntryOut(kind=entry.kind, at=entry.at, message=shape(entry.body, entry.files))
    if entry.kind == "note":
        return EntryOut(kind=entry.kind, at=entry.at, note=note_out(entry.body, entry.files))
    return EntryOut(kind=entry.kind, at=entry.at, event=event_out(entry.body))


def _cursor(place: Place) -> str:
    return paging.encode((place.at - _BEGINNING) // _TICK, place.rank, place.id)


def _place(cursor: str) -> Place:
    ticks, rank, pk = (int(part) for part in paging.decode(cursor, int, int, int))
    return Place(_BEGINNING + min(max(ticks, 0), _MOST_TICKS) * _TICK, rank, pk)
