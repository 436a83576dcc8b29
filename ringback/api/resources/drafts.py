"""Drafts: what somebody has begun to write, and the files laid ready in it. Everybody has only their own."""

from typing import Annotated, Literal

from ninja import File, UploadedFile
from pydantic import AwareDatetime, Field

from ringback.api.call import Call, etag
from ringback.api.found import as_read, find, newest_first
from ringback.api.operations import operation
from ringback.api.resources.message_shapes import AddressOut, addresses
from ringback.api.resources.replies import Addresses
from ringback.api.resources.steps import status_of
from ringback.api.schemas import Cursor, Id, In, Limit, Moment, Out, Page, Text, Version
from ringback.api.shapes import FileOut, files_of
from ringback.tickets import drafting, scheduling, undoing
from ringback.tickets.models import Draft

Kind = Literal["reply", "note"]
_DRAFT = {"draft_id": "draft"}


class DraftOut(Out):
    """`is_held`: it was about to be sent, but the thread had moved on. `send_at`: when it goes out by itself, and
    leaves the ticket in `send_status`; null where it does not. `unsent`: why it has not gone out when its time came."""

    id: int
    ticket: int
    kind: str
    html: str
    to: list[AddressOut]
    cc: list[AddressOut]
    bcc: list[AddressOut]
    based_on: int
    is_held: bool
    send_at: Moment | None
    send_status: int | None
    unsent: str | None
    files: list[FileOut]
    updated_at: Moment
    version: Version


class DraftPage(Page[DraftOut]):
    pass


class DraftSave(In):
    html: Text
    to: Addresses | None = None
    cc: Addresses | None = None
    bcc: Addresses | None = None
    based_on: Id | None = None


class SchedulingNew(In):
    """`send_at`: with its zone, at most a year ahead. `status`: what the ticket becomes by the reply."""

    send_at: Annotated[AwareDatetime, Field(strict=False)]
    status: Id | None = None


@operation("GET", "/drafts", scope="drafts:read", verb="ticket.draft", answers=DraftPage)
def index(request: Call, cursor: Cursor = "", limit: Limit = 50) -> DraftPage:
    """One's drafts, newest first."""
    drafts = Draft.objects.visible_to(request.actor).prefetch_related("files")
    found, more = newest_first(drafts, cursor, limit)
    return DraftPage(items=[_out(draft) for draft in found], next=more)


@operation(
    "GET",
    "/drafts/{int:draft_id}",
    scope="drafts:read",
    verb="ticket.draft",
    answers=DraftOut,
    objects=_DRAFT,
)
def show(request: Call, draft_id: int) -> DraftOut:
    """One draft."""
    return _shown(request, find(Draft.objects.visible_to(request.actor), pk=draft_id))


@operation(
    "PUT",
    "/tickets/{int:number}/drafts/{kind}",
    scope="drafts:write",
    verb=("ticket.draft", "note.write"),
    answers=DraftOut,
    objects={"number": "ticket"},
    versioned=True,
)
def save(request: Call, number: int, kind: Kind, body: DraftSave) -> DraftOut:
    """Keep what is being written on a ticket."""
    fields = {"to": body.to, "cc": body.cc, "bcc": body.bcc}
    people = {
        key: [[one.name, one.address] for one in given] for key, given in fields.items() if given is not None
    }
    draft = drafting.save(
        request.actor, number, kind, body.html, people or None, body.based_on, request.version
    )
    return _shown(request, draft)


@operation(
    "POST",
    "/tickets/{int:number}/drafts/{kind}/files",
    scope="drafts:write",
    verb=("ticket.draft", "note.write"),
    answers=FileOut,
    status=201,
    objects={"number": "ticket"},
)
def attach(request: Call, number: int, kind: Kind, file: File[UploadedFile]) -> FileOut:
    """Lay a file ready in the draft; a form with one part called `file`."""
    name, media_type = file.name or "file", file.content_type or "application/octet-stream"
    size = file.size or 0
    return files_of([drafting.attach(request.actor, number, kind, name, media_type, file, size)])[0]


@operation(
    "POST",
    "/drafts/{int:draft_id}/schedulings",
    scope="tickets:write",
    verb="ticket.reply",
    answers=DraftOut,
    objects=_DRAFT,
    versioned=True,
)
def schedule(request: Call, draft_id: int, body: SchedulingNew) -> DraftOut:
    """Let a reply go out later: as it stands by then, with the rights you have by then."""
    status = status_of(body.status) if body.status is not None else None
    return _shown(
        request, scheduling.schedule(request.actor, draft_id, body.send_at, status, request.version)
    )


@operation(
    "POST",
    "/drafts/{int:draft_id}/unschedulings",
    scope="tickets:write",
    verb="ticket.reply",
    answers=DraftOut,
    objects=_DRAFT,
    versioned=True,
)
def unschedule(request: Call, draft_id: int) -> DraftOut:
    """It stays a draft and does not go out by itself."""
    return _shown(request, scheduling.unschedule(request.actor, draft_id, request.version))


@operation(
    "POST",
    "/messages/{int:message_id}/undos",
    scope="tickets:write",
    verb="ticket.reply",
    answers=DraftOut,
    objects={"message_id": "message"},
)
def undo(request: Call, message_id: int) -> DraftOut:
    """Take your own reply back before it leaves; the answer is the draft in which it stands again."""
    return _shown(request, undoing.undo(request.actor, message_id))


@operation(
    "DELETE",
    "/drafts/{int:draft_id}",
    scope="drafts:write",
    verb="ticket.draft",
    answers=None,
    status=204,
    objects=_DRAFT,
    versioned=True,
)
def discard(request: Call, draft_id: int) -> None:
    """Throw a draft away."""
    with as_read(Draft.objects.visible_to(request.actor), draft_id, request.version):
        drafting.discard(request.actor, draft_id)


@operation(
    "DELETE",
    "/drafts/files/{str:key}",
    scope="drafts:write",
    verb="ticket.draft",
    answers=None,
    status=204,
    objects={"key": "draft_file"},
)
def detach(request: Call, key: str) -> None:
    """Take a file out of a draft."""
    drafting.detach(request.actor, key)


def _shown(request: Call, draft: Draft) -> DraftOut:
    request.say |= etag(draft.version)
    return _out(draft)


def _out(draft: Draft) -> DraftOut:
    people = addresses(draft.addresses)
    return DraftOut(
        id=draft.pk,
        ticket=draft.ticket_id,
        kind=draft.kind,
        html=draft.html,
        to=people["to"],
        cc=people["cc"],
        bcc=people["bcc"],
        based_on=draft.based_on,
        is_held=draft.is_held,
        send_at=draft.send_at,
        send_status=draft.send_status_id,
        unsent=draft.unsent or None,
        files=files_of(draft.files.all()),
        updated_at=draft.updated_at,
        version=draft.version,
    )
