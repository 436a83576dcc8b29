"""What a reply changes of its ticket, and how that is as before when the reply is taken back (undoing.py)."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from ringback.ledger.actor import Actor
from ringback.ledger.append import Fact, append
from ringback.ledger.models import Event
from ringback.tickets import families, statuses
from ringback.tickets.families import COUNTERS
from ringback.tickets.locking import touch
from ringback.tickets.models import Category, Status, Ticket
from ringback.tickets.models.ticket import NEVER

_EPOCH, _TICK = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
# By which event a reply tells that it took each step.
_STEPS: Mapping[str, str] = {
    "was_status": "ticket.status_changed",
    "was_assignee": "ticket.assigned",
    "was_owner": "ticket.owner_changed",
}
_SETTLED = (Category.RESOLVED.label, Category.CLOSED.label)


def before(ticket: Ticket, takes: bool, after: Status | None) -> dict[str, int | str | None]:
    """What a reply is about to change of its ticket, as it is before: kept with the fact that it was sent. What it
    leaves alone is not named, so that a colleague's step is never taken for the reply's. `takes`: its author gets the
    ticket; `after`: the status that it sets."""
    was: dict[str, int | str | None] = {"was_waiting": _ticks(ticket.waiting_since)}
    if takes:
        was["was_assignee"] = ticket.assignee_id
        was |= {"was_owner": None} if ticket.owner_id is None else {}
    if after and after.pk != ticket.status_id:
        was |= {"was_status": ticket.status_id, "was_reason": ticket.closing_reason}
        was |= {f"was_{name}": _ticks(getattr(ticket, name)) for name in statuses.MOMENTS}
    return was


def step_back(
    by: Actor, ticket: Ticket, numbers: Sequence[int], sent: Event, still_waited: bool = True
) -> bool:
    """Part of a verb that holds the lock and has removed the reply: its ticket, or the one that this was merged into,
    is as if there had been none, but for what others have done since. `sent`: the event that it was sent; `numbers`:
    the tickets whose messages this one's row counts; `still_waited`: nobody has settled it otherwise before it was
    merged. Gives whether whoever waited for the reply does so again."""
    was, waiting = json.loads(sent.data), ticket.waiting_since
    took = {name: kind for name, kind in _STEPS.items() if name in was} if sent.topic_id == ticket.pk else {}
    others = _others(ticket, sent, took.values())
    # Whoever of us has answered since did so in the state that there is.
    is_last = families.newest_reply(numbers) < sent.subject_id
    if is_last:
        _put_back(by, ticket, was, took, others)
    families.recount(ticket, numbers, 0, waited=False)
    # Who waited for the reply waits as long as before, and who began to wait since goes on.
    waited = _moment(was["was_waiting"])
    is_open = ticket.category < Category.RESOLVED and not any(map(_settles, others))
    waits = still_waited and is_last and is_open
    ticket.waiting_since = min(waiting, waited) if waited and waits else waiting
    touch(ticket, "assignee", "owner", *COUNTERS, *statuses.STEP_FIELDS)
    return waits


def _others(ticket: Ticket, sent: Event, own: Iterable[str]) -> list[Event]:
    """What was done to the ticket since, without the reply's own steps: the first of each kind that it took."""
    left, others = set(own), []
    for event in Event.objects.filter(subject_kind="ticket", subject_id=ticket.pk, pk__gt=sent.pk).order_by(
        "id"
    ):
        if event.kind in left:
            left.remove(event.kind)
        else:
            others.append(event)
    return others


def _settles(event: Event) -> bool:
    return event.kind == "ticket.status_changed" and json.loads(event.data)["to"] in _SETTLED


def _put_back(
    by: Actor, ticket: Ticket, was: Mapping[str, Any], took: Mapping[str, str], others: Sequence[Event]
) -> None:
    """Each step that the reply took, unless somebody has taken one of the kind since."""
    changed = {event.kind for event in others}
    steps = {name for name, kind in took.items() if kind not in changed}
    if "was_status" in steps:
        moments = {name: _moment(was[f"was_{name}"]) for name in statuses.MOMENTS}
        moments["attention_at"] = moments["attention_at"] or NEVER
        status = Status.objects.get(pk=was["was_status"])
        statuses.put_back(by, ticket, status, was["was_reason"], moments)
    facts = []
    if "was_assignee" in steps:
        facts.append(_fact(ticket, "assignee", was["was_assignee"]))
    if "was_owner" in steps and ticket.owner_id != _first_taker(others):
        facts.append(_fact(ticket, "owner", _first_taker(others)))
    if facts:
        append(by, *facts)


def _first_taker(others: Sequence[Event]) -> int | None:
    """Who would have become the first case owner without the reply: to whom it was first given since, or nobody."""
    given = (json.loads(event.data)["to"] for event in others if event.kind == "ticket.assigned")
    return next((to for to in given if to), None)


def _fact(ticket: Ticket, name: str, then: int | None) -> Fact:
    data = {"from": getattr(ticket, f"{name}_id"), "to": then}
    setattr(ticket, f"{name}_id", then)
    return Fact(_STEPS[f"was_{name}"], "ticket", ticket.pk, ticket.pk, data)


def _ticks(moment: datetime | None) -> int:
    return 0 if moment in (None, NEVER) else (moment - _EPOCH) // _TICK


def _moment(ticks: int) -> datetime | None:
    return _EPOCH + ticks * _TICK if ticks else None
