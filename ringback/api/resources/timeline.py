"""The timeline: everything that was said, noted and done in a ticket, in the order it happened."""

from ringback.api.call import Call
from ringback.api.found import find
from ringback.api.operations import operation
from ringback.api.resources.events import EventOut, event_out
from ringback.api.resources.message_shapes import MessageOut, WordOut, message_out, word_out
from ringback.api.resources.notes import NoteOut, note_out
from ringback.api.schemas import Cursor, Moment, Out, Page
from ringback.api.shapes import asks_as_customer
from ringback.kit import paging
from ringback.tickets.models import Ticket
from ringback.tickets.timeline import MESSAGES, Entry
from ringback.tickets.timeline import timeline as entries_of


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
def index(request: Call, number: int, cursor: Cursor = "") -> Timeline:
    """The newest hundred messages with notes and events between them, oldest first; `next` leads to what was before.
    Notes are there only for tokens that may read notes."""
    ticket = find(Ticket.objects.visible_to(request.actor), pk=number)
    before = int(paging.decode(cursor, int)[0]) if cursor else None
    entries = entries_of(request.actor, ticket, before)
    return Timeline(items=[_out(request, entry) for entry in entries], next=_next(entries))


def _out(request: Call, entry: Entry) -> EntryOut:
    if entry.kind == "message":
        shape = word_out if asks_as_customer(request) else message_out
        return EntryOut(kind=entry.kind, at=entry.at, message=shape(entry.body, entry.files))
    if entry.kind == "note":
        return EntryOut(kind=entry.kind, at=entry.at, note=note_out(entry.body, entry.files))
    return EntryOut(kind=entry.kind, at=entry.at, event=event_out(entry.body))


def _next(entries: list[Entry]) -> str | None:
    ids = [entry.body.pk for entry in entries if entry.kind == "message"]
    return paging.encode(min(ids)) if len(ids) >= MESSAGES else None
