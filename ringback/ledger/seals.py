"""Seals: a hash chain over the ledger that shows any later change to a row, even one made past the desk's own
code."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from ringback.kit.clock import now
from ringback.ledger import reader
from ringback.ledger.append import detail_hash
from ringback.ledger.models import Event, EventDetail, Reader, Seal

START = "0" * 64


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `verify` found. `broken` says in plain words what does not agree; empty means all seals hold."""

    seals: int
    events: int
    unsealed: int
    broken: list[str]


def seal() -> int:
    """Seal what has settled since the last seal; returns how many events. Run by the schedule."""
    return reader.advance("seals", _write, limit=1000)


def is_sealed_from(event_id: int) -> bool:
    """Whether a seal covers an event of this id or a later one."""
    newest = Seal.objects.order_by("-id").values_list("ids", flat=True)[:100]
    return any(number >= event_id for ids in newest for number in ids_of(ids))


@transaction.atomic
def seal_rest(piece: int = 1000) -> int:
    """Seal whatever no seal covers, and go on behind it; returns how many events. For a ledger that came from elsewhere
    with all its events settled."""
    sealed = {number for ids in Seal.objects.values_list("ids", flat=True) for number in ids_of(ids)}
    rest = [pk for pk in Event.objects.order_by("id").values_list("pk", flat=True) if pk not in sealed]
    for start in range(0, len(rest), piece):
        _write(list(Event.objects.filter(pk__in=rest[start : start + piece])))
    last = Event.objects.order_by("-id").values_list("pk", flat=True).first() or 0
    Reader.objects.update_or_create(name="seals", defaults={"xid": 0, "event_id": last})
    return len(rest)


def verify() -> Verdict:
    """Recompute every seal, and every detail's hash that has not been erased."""
    previous, count, seals, broken = START, 0, 0, list[str]()
    for row in Seal.objects.order_by("id").iterator():
        seals += 1
        events = list(_stretch(row))
        count += len(events)
        if row.previous != previous:
            broken.append(f"seal {row.pk} does not follow the seal before it")
        if len(events) != row.count or chain(row.previous, events) != row.hash:
            broken.append(f"events {row.ids[:60]} are not those that seal {row.pk} covers")
        broken.extend(_false_details(events))
        previous = row.hash
    return Verdict(seals, count, Event.objects.count() - count, broken)


def chain(previous: str, events: Iterable[Event]) -> str:
    """The hash of a stretch, chained to the hash before it."""
    digest = hashlib.sha256(previous.encode())
    for event in events:
        digest.update(_line(event).encode())
    return digest.hexdigest()


def runs(ids: Sequence[int]) -> str:
    """Sorted ids as text: `[1, 2, 3, 7]` -> `"1-3,7"`."""
    found: list[list[int]] = []
    for number in ids:
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in found)


def ids_of(text: str) -> list[int]:
    """The inverse of `runs`."""
    pairs = [(part.partition("-")[0], part.rpartition("-")[2]) for part in text.split(",")]
    return [number for first, last in pairs for number in range(int(first), int(last) + 1)]


def _write(events: Sequence[Event]) -> None:
    last = Seal.objects.order_by("-id").first()
    previous = last.hash if last else START
    ordered = sorted(events, key=lambda event: event.pk)
    Seal.objects.create(
        at=now(),
        ids=runs([event.pk for event in ordered]),
        count=len(events),
        previous=previous,
        hash=chain(previous, ordered),
    )


def _stretch(row: Seal) -> Iterable[Event]:
    return Event.objects.filter(pk__in=ids_of(row.ids)).order_by("id")


def _line(e: Event) -> str:
    fields = (
        e.pk,
        e.at.isoformat(),
        e.kind,
        e.subject_kind,
        e.subject_id,
        e.topic_id,
        e.actor_kind,
        e.actor_id,
    )
    return "\x1f".join(map(str, (*fields, e.for_kind, e.for_id, e.cause_id, e.data, e.detail_hash))) + "\x1e"


def _false_details(events: Sequence[Event]) -> list[str]:
    hashes = {event.pk: event.detail_hash for event in events if event.detail_hash}
    kept = EventDetail.objects.filter(event_id__in=hashes)
    return [
        f"the words of event {d.event_id} were changed"
        for d in kept
        if detail_hash(d.salt, d.text) != hashes[d.event_id]
    ]
