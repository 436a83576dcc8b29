"""What a ticket's page shows: everything that was said, noted and done, in the order it happened."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from ringback.access.models import Team, User
from ringback.access.policy import may
from ringback.access.prepared import prepared
from ringback.ledger.actor import Actor
from ringback.ledger.models import Event
from ringback.tickets.models import Message, MessageFile, Note, Status, Ticket

# Events that are one line of their own; messages and notes stand as themselves.
LINES = [
    "ticket.opened",
    "ticket.status_changed",
    "ticket.assigned",
    "ticket.owner_changed",
    "ticket.team_changed",
    "ticket.edited",
    "ticket.shelved",
    "ticket.linked",
    "ticket.unlinked",
    "ticket.acknowledged",
    "ticket.participant_added",
    "ticket.participant_removed",
    "message.accepted",
    "message.rejected",
    "message.reported",
]
MESSAGES = 100
EVENTS = 300


@dataclass(frozen=True, slots=True)
class Entry:
    """`kind` is message, note or event; `body` the row; `files` its files; `data` what an event carries."""

    kind: str
    at: datetime
    body: Any
    files: Sequence[Any] = ()
    data: dict[str, Any] | None = None


def timeline(actor: Actor, ticket: Ticket, before: int | None = None) -> list[Entry]:
    """Of a ticket found for the actor: the newest hundred messages (or those before message id `before`) with notes
    and events between them, oldest first.

    At most five statements: messages with deliveries, their files, notes, their files, events.
    """
    messages = _messages(actor, ticket.pk, before)[::-1]
    entries = [Entry("message", m.at, m, f) for m, f in _with_files(messages)]
    if may(actor, "note.read"):
        entries += [Entry("note", note.at, note, list(note.files.all())) for note in _notes(actor, ticket.pk)]
    if may(actor, "event.read"):
        entries += [Entry("event", e.at, e, data=json.loads(e.data)) for e in _events(ticket.pk)]
    start = entries[0].at if before is not None and entries else None
    shown = [e for e in entries if start is None or e.at >= start]
    return sorted(shown, key=lambda e: (e.at, e.kind != "event", e.body.pk))


def _with_files(messages: Sequence[Message]) -> list[tuple[Message, list[MessageFile]]]:
    files: dict[int, list[MessageFile]] = {}
    if messages:
        for file in _files([m.pk for m in messages]):
            files.setdefault(file.message_id, []).append(file)
    return [(m, files.get(m.pk, [])) for m in messages]


@prepared("ticket", "before")
def _messages(actor: Actor, ticket: int, before: int | None) -> QuerySet[Message]:
    found = Message.objects.said_in(ticket, actor).select_related("delivery").defer("delivery__content")
    if before is not None:
        found = found.filter(pk__lt=before)
    return found.order_by("-id")[:MESSAGES]


@prepared("messages")
def _files(messages: Sequence[int]) -> QuerySet[MessageFile]:
    return MessageFile.objects.filter(message_id__in=messages).order_by("id")


@prepared("ticket")
def _notes(actor: Actor, ticket: int) -> QuerySet[Note]:
    notes = Note.objects.said_in(ticket, actor).select_related("author").prefetch_related("files")
    return notes.order_by("-id")[:MESSAGES]


@prepared("ticket")
def _events(ticket: int) -> QuerySet[Event]:
    return Event.objects.filter(topic_id=ticket, kind__in=LINES).order_by("-id")[:EVENTS]


@dataclass(frozen=True, slots=True)
class Names:
    """Names for the ids in events: one statement a table, and only for what occurs."""

    users: dict[int, str]
    teams: dict[int, str]
    statuses: dict[int, str]


def names_in(entries: Sequence[Entry]) -> Names:
    """Who and what the events of a timeline speak of."""
    events = [e for e in entries if e.kind == "event"]
    users = {e.body.actor_id for e in events if e.body.actor_kind == "user"}
    users |= {e.body.for_id for e in events if e.body.for_kind == "user"}
    users |= _ids(events, "ticket.assigned", "ticket.owner_changed")
    teams = _ids(events, "ticket.team_changed")
    return Names(
        dict(_users(sorted(users))) if users else {},
        dict(_teams(sorted(teams))) if teams else {},
        dict(_statuses()),
    )


@prepared("ids")
def _users(ids: Sequence[int]) -> QuerySet[User, tuple[int, str]]:
    return User.objects.filter(pk__in=ids).values_list("pk", "name")


@prepared("ids")
def _teams(ids: Sequence[int]) -> QuerySet[Team, tuple[int, str]]:
    return Team.objects.filter(pk__in=ids).values_list("pk", "name")


@prepared()
def _statuses() -> QuerySet[Status, tuple[int, str]]:
    return Status.objects.values_list("pk", "name")


def _ids(events: Sequence[Entry], *kinds: str) -> set[int]:
    return {
        v
        for e in events
        if e.body.kind in kinds
        for k, v in (e.data or {}).items()
        if k in ("from", "to") and v
    }
