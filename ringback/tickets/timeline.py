"""What a ticket's page shows: everything that was said, noted and done, in the order it happened."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from django.db.models import (
    Exists,
    Model,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    prefetch_related_objects,
)

from ringback.access.policy import holds, may
from ringback.access.prepared import prepared
from ringback.access.standing import standing
from ringback.ledger.actor import Actor
from ringback.ledger.models import Event
from ringback.tickets.families import family
from ringback.tickets.models import Mention, Message, MessageFile, Note, NoteFile, Ticket

Row = TypeVar("Row", bound=Model)

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
    "ticket.merged",
    "ticket.unmerged",
    "ticket.took_in",
    "ticket.gave_back",
    "ticket.split",
    "ticket.acknowledged",
    "ticket.participant_added",
    "ticket.participant_removed",
    "ticket.granted",
    "ticket.grant_withdrawn",
    "ticket.interaction_linked",
    "ticket.interaction_changed",
    "ticket.interaction_unlinked",
    "ticket.coded",
    "ticket.repeated",
    "handover.offered",
    "handover.accepted",
    "handover.returned",
    "handover.withdrawn",
    "party.added",
    "party.changed",
    "party.ended",
    "confirmation.asked",
    "confirmation.answered",
    "confirmation.withdrawn",
    "confirmation.restored",
    "message.accepted",
    "message.rejected",
    "message.reported",
    "message.undone",
    "ticket.reply_scheduled",
    "ticket.reply_unscheduled",
    "ticket.reply_not_sent",
]
MESSAGES = 100
_RANKS = {"event": 0, "message": 1, "note": 2}


class Place(NamedTuple):
    """Where an entry stands: at its time; of one moment events come first, and what is older."""

    at: datetime
    rank: int
    id: int


@dataclass(frozen=True, slots=True)
class Entry:
    """`kind` is message, note or event; `body` the row; `files` its files; `data` what an event carries."""

    kind: str
    at: datetime
    body: Any
    files: Sequence[Any] = ()
    data: dict[str, Any] | None = None

    @property
    def origin(self) -> int:
        """The ticket that it came in by: of a family's, perhaps one that was merged."""
        return int(self.body.topic_id if self.kind == "event" else self.body.ticket_id)

    @property
    def place(self) -> Place:
        return Place(self.at, _RANKS[self.kind], self.body.pk)


def timeline(actor: Actor, ticket: Ticket, before: int | None = None) -> list[Entry]:
    """Of a ticket found for the actor: the newest hundred messages (or those before message id `before`) with all
    notes and events between them, oldest first; with those of the tickets merged into it. Whoever goes on before the
    oldest message meets everything once.

    Four statements: messages with deliveries, their files, notes, events; one more for a family, where notes have
    files, and where somebody was called in.
    """
    numbers = family(actor, ticket)
    messages = _messages(actor, numbers, before)[::-1] if holds(actor, "messages:read") else []
    first = messages[0].pk if len(messages) == MESSAGES else None
    notes = _completed(_notes(actor, numbers, first, before), actor) if may(actor, "note.read") else []
    events = _events(numbers, first, before) if may(actor, "event.read") else []
    return sorted(_entries(messages, notes, events), key=lambda entry: entry.place)


def stretch(
    actor: Actor, ticket: Ticket, before: Place | None, limit: int
) -> tuple[list[Entry], Place | None]:
    """Of a ticket found for the actor: the newest `limit` entries of all kinds (or those before a place), oldest
    first, and the place to go on from. As many statements as `timeline`."""
    numbers = family(actor, ticket)
    messages = _seen_messages(actor, numbers) if holds(actor, "messages:read") else Message.objects.none()
    notes = (
        whole(Note.objects.said_in(numbers, actor), actor) if may(actor, "note.read") else Note.objects.none()
    )
    events = _lines(numbers) if may(actor, "event.read") else Event.objects.none()
    found = sorted(
        _entries(
            _newest(messages, "message", before, limit + 1),
            _newest(notes, "note", before, limit + 1),
            _newest(events, "event", before, limit + 1),
        ),
        key=lambda entry: entry.place,
    )
    return found[-limit:], found[-limit].place if len(found) > limit else None


def whole(notes: "QuerySet[Note]", actor: Actor) -> "QuerySet[Note]":
    """Notes with author, files and mentions: two statements more. Partners do not learn whom else we ask."""
    return notes.select_related("author").prefetch_related("files", _called_in(actor))


def _called_in(actor: Actor) -> "Prefetch[Any]":
    mentions = Mention.objects.select_related("user", "team").order_by("id")
    return Prefetch("mentions", mentions if standing(actor).is_house else mentions.none())


def _completed(notes: Sequence[Any], actor: Actor) -> Sequence[Note]:
    """Files and mentions where there are any: most tickets have none, and are spared two statements."""
    for note in notes:
        note.has_files, note.has_mentions = note.any_files, note.any_mentions
    prefetch_related_objects([note for note in notes if note.has_files], "files")
    prefetch_related_objects([note for note in notes if note.has_mentions], _called_in(actor))
    return notes


def _entries(messages: Sequence[Message], notes: Sequence[Note], events: Sequence[Event]) -> Iterator[Entry]:
    yield from (Entry("message", m.at, m, files) for m, files in _with_files(messages))
    yield from (
        Entry("note", note.at, note, list(note.files.all()) if note.has_files else ()) for note in notes
    )
    yield from (Entry("event", e.at, e, data=json.loads(e.data)) for e in events)


def _newest(rows: "QuerySet[Row]", kind: str, before: Place | None, limit: int) -> list[Row]:
    return list(rows.filter(_stands_before(_RANKS[kind], before)).order_by("-at", "-id")[:limit])


def _stands_before(rank: int, place: Place | None) -> Q:
    if place is None:
        return Q()
    if rank == place.rank:
        return Q(at__lt=place.at) | Q(at=place.at, pk__lt=place.id)
    return Q(at__lte=place.at) if rank < place.rank else Q(at__lt=place.at)


def _with_files(messages: Sequence[Message]) -> list[tuple[Message, list[MessageFile]]]:
    files: dict[int, list[MessageFile]] = {}
    if messages:
        for file in _files([m.pk for m in messages]):
            files.setdefault(file.message_id, []).append(file)
    return [(m, files.get(m.pk, [])) for m in messages]


def _seen_messages(actor: Actor, tickets: Sequence[int]) -> "QuerySet[Message]":
    return Message.objects.said_in(tickets, actor).select_related("delivery").defer("delivery__content")


@prepared("tickets", "before")
def _messages(actor: Actor, tickets: Sequence[int], before: int | None) -> QuerySet[Message]:
    found = _seen_messages(actor, tickets)
    if before is not None:
        found = found.filter(pk__lt=before)
    return found.order_by("-id")[:MESSAGES]


@prepared("messages")
def _files(messages: Sequence[int]) -> QuerySet[MessageFile]:
    return MessageFile.objects.filter(message_id__in=messages).order_by("id")


@prepared("tickets", "first", "before")
def _notes(actor: Actor, tickets: Sequence[int], first: int | None, before: int | None) -> QuerySet[Note]:
    said = Note.objects.said_in(tickets, actor).select_related("author").filter(_between(first, before))
    return said.annotate(
        any_files=Exists(NoteFile.objects.filter(note=OuterRef("pk"))),
        any_mentions=Exists(Mention.objects.filter(note=OuterRef("pk"))),
    )


@prepared("tickets", "first", "before")
def _events(tickets: Sequence[int], first: int | None, before: int | None) -> QuerySet[Event]:
    return _lines(tickets).filter(_between(first, before))


def _lines(tickets: Sequence[int]) -> "QuerySet[Event]":
    return Event.objects.filter(topic_id__in=tickets, kind__in=LINES)


def _between(first: int | None, before: int | None) -> Q:
    """From the time of the message `first` on, to before that of the message `before`."""
    within = Q()
    if first is not None:
        within &= Q(at__gte=_time_of(first))
    if before is not None:
        within &= Q(at__lt=_time_of(before))
    return within


def _time_of(message: int) -> Subquery:
    return Subquery(Message.objects.filter(pk=message).values("at"))
