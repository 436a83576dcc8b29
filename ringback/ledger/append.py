"""Appending to the ledger: the last step of every verb, in the verb's own transaction."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import rfc8785
from django.db import transaction

from ringback.kit.clock import now
from ringback.kit.inserting import insert
from ringback.kit.text import clean
from ringback.ledger import announcing, reacting
from ringback.ledger.actor import Actor
from ringback.ledger.models import Event, EventDetail


@dataclass(frozen=True, slots=True)
class Fact:
    """One event to be: what happened to which noun. `data` holds ids, enumerations and numbers, `detail`
    people's words."""

    kind: str
    subject_kind: str
    subject_id: int
    topic_id: int | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    detail: Mapping[str, str] = field(default_factory=dict)


def append(by: Actor, *facts: Fact) -> list[Event]:
    """Write the facts as events of `by` in one statement (two with details), then let the `now` reactions
    follow.

    Must run inside a transaction. Returns the events with their ids, in the order of the facts.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("events are appended inside the transaction of their verb")
    events, details = _rows(by, facts)
    insert(*events)
    kept = [
        EventDetail(event_id=event.pk, salt=d[0], text=d[1])
        for event, d in zip(events, details, strict=True)
        if d
    ]
    if kept:
        insert(*kept)
    reacting.follow(events)
    announcing.announce_after_commit()
    return events


def _rows(by: Actor, facts: Sequence[Fact]) -> tuple[list[Event], list[tuple[str, str] | None]]:
    at, cause = now(), reacting.cause()
    details = [_detail(fact) for fact in facts]
    return [_event(by, fact, detail, at, cause) for fact, detail in zip(facts, details, strict=True)], details


def _event(by: Actor, fact: Fact, detail: tuple[str, str] | None, at: Any, cause: int | None) -> Event:
    owner = by.acting_for
    return Event(
        at=at,
        kind=fact.kind,
        subject_kind=fact.subject_kind,
        subject_id=fact.subject_id,
        topic_id=fact.topic_id,
        actor_kind=by.kind,
        actor_id=by.id,
        for_kind=owner.kind if owner else "",
        for_id=owner.id if owner else 0,
        cause_id=cause,
        data=rfc8785.dumps(dict(fact.data)).decode() if fact.data else "{}",
        detail_hash=detail_hash(*detail) if detail else "",
    )


def _detail(fact: Fact) -> tuple[str, str] | None:
    if not fact.detail:
        return None
    words = {key: clean(value) for key, value in fact.detail.items()}
    return secrets.token_hex(16), rfc8785.dumps(words).decode()


def detail_hash(salt: str, text: str) -> str:
    """What a seal covers instead of a detail that may be erased."""
    return hashlib.sha256(f"{salt}:{text}".encode()).hexdigest()
