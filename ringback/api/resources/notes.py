"""Notes: what colleagues say to each other. Customers never see one."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from ringback.access.models import Team, User
from ringback.api.call import Call, etag
from ringback.api.found import all_chosen, find, oldest_first
from ringback.api.operations import operation
from ringback.api.schemas import Cursor, Id, In, Limit, Moment, Out, Page, Text, Version, Word
from ringback.api.shapes import FileOut, Named, files_of, named
from ringback.tickets import noting
from ringback.tickets.families import family
from ringback.tickets.models import Note, NoteFile, Ticket
from ringback.tickets.timeline import whole

_NOTE = {"note_id": "note"}
Ids = Annotated[list[Id], Field(max_length=50)]


class NoteOut(Out):
    """`users` and `teams`: who was called in."""

    id: int
    ticket: int
    author: Named
    at: Moment
    edited_at: Moment | None
    text: str
    html: str
    files: list[FileOut]
    users: list[Named]
    teams: list[Named]
    is_for_partner: bool
    version: Version


class NotePage(Page[NoteOut]):
    pass


class NoteNew(In):
    """`users` and `teams` are called in: they are told, and may read the ticket from then on. `files`: keys of files in
    your note draft."""

    html: Text
    users: Ids = []
    teams: Ids = []
    files: Annotated[list[Word], Field(max_length=20)] = []
    is_for_partner: bool = False


class NoteChange(In):
    html: Text


@operation(
    "GET",
    "/tickets/{int:number}/notes",
    scope="notes:read",
    verb="note.read",
    answers=NotePage,
    objects={"number": "ticket"},
)
def of_ticket(request: Call, number: int, cursor: Cursor = "", limit: Limit = 50) -> NotePage:
    """Notes on a ticket and on those merged into it, oldest first."""
    ticket = find(Ticket.objects.visible_to(request.actor), pk=number)
    notes = Note.objects.visible_to(request.actor).filter(ticket_id__in=family(request.actor, ticket))
    found, more = oldest_first(whole(notes, request.actor), cursor, limit)
    return NotePage(items=[note_out(note, note.files.all()) for note in found], next=more)


@operation(
    "POST",
    "/tickets/{int:number}/notes",
    scope="notes:write",
    verb="note.write",
    answers=NoteOut,
    status=201,
    objects={"number": "ticket"},
)
def create(request: Call, number: int, body: NoteNew) -> NoteOut:
    """Write a note."""
    note = noting.note(
        request.actor,
        number,
        body.html,
        users=all_chosen(User.objects.visible_to(request.actor), body.users, "users"),
        teams=all_chosen(Team.objects.visible_to(request.actor), body.teams, "teams"),
        files=body.files,
        is_for_partner=body.is_for_partner,
    )
    request.say["Location"] = f"/api/v1/notes/{note.pk}"
    return _shown(request, note.pk)


@operation(
    "GET", "/notes/{int:note_id}", scope="notes:read", verb="note.read", answers=NoteOut, objects=_NOTE
)
def show(request: Call, note_id: int) -> NoteOut:
    """One note."""
    return _shown(request, note_id)


@operation(
    "PATCH",
    "/notes/{int:note_id}",
    scope="notes:write",
    verb="note.write",
    answers=NoteOut,
    objects=_NOTE,
    versioned=True,
)
def update(request: Call, note_id: int, body: NoteChange) -> NoteOut:
    """Put one's own note right, within 15 minutes."""
    noting.edit(request.actor, note_id, body.html, request.version)
    return _shown(request, note_id)


def note_out(note: Note, files: Iterable[NoteFile]) -> NoteOut:
    """A note as `timeline.whole` loads it."""
    mentions = note.mentions.all()
    return NoteOut(
        id=note.pk,
        ticket=note.ticket_id,
        author=named(note.author),
        at=note.at,
        edited_at=note.edited_at,
        text=note.text,
        html=note.html,
        files=files_of(files),
        users=[named(mention.user) for mention in mentions if mention.user],
        teams=[named(mention.team) for mention in mentions if mention.team],
        is_for_partner=note.is_for_partner,
        version=note.version,
    )


def _shown(request: Call, note_id: int) -> NoteOut:
    note = find(whole(Note.objects.visible_to(request.actor), request.actor), pk=note_id)
    request.say |= etag(note.version)
    return note_out(note, note.files.all())
