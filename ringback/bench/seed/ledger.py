"""Seeded events, so that timelines are real and the ledger is as long as it would be."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ringback.bench.load import load, stamp
from ringback.bench.seed.tickets import Told
from ringback.ledger.models import Event


class _Row(NamedTuple):
    at: str
    kind: str
    subject_kind: str
    subject_id: int
    topic_id: int
    actor_kind: str
    actor_id: int
    data: str = "{}"


def events(told: Sequence[Told]) -> None:
    """Load what happened to these tickets, `data` in the canonical form that the verbs write (RFC 8785)."""
    load(Event, _Row._fields, (row for one in told for row in _events(one)))


def _events(told: Told) -> Iterator[_Row]:
    one, number = told.plan, told.plan.number
    for place, pk in told.messages():
        at, out = stamp(one.said_at(place)), told.is_out(place)
        by = ("user", one.agent) if out else ("line", one.team)
        if place == 0:
            opened = f'{{"channel":"email","may_answer":true,"message":{pk}}}'
            yield _Row(at, "ticket.opened", "ticket", number, number, *by, opened)
        else:
            yield _Row(at, "message.sent" if out else "message.received", "message", pk, number, *by)
        direction = f'{{"direction":"{"out" if out else "in"}"}}'
        yield _Row(at, "interaction.recorded", "interaction", pk, number, *by, direction)
        if place == 1:
            yield from _taken(told, at)
    if not one.is_open:
        closed = '{"from":"open","reason":"confirmed","to":"closed"}'
        yield _Row(
            stamp(one.last_at), "ticket.status_changed", "ticket", number, number, "user", one.agent, closed
        )


def _taken(told: Told, at: str) -> Iterator[_Row]:
    one, number = told.plan, told.plan.number
    given, by = f'{{"from":null,"to":{one.agent}}}', ("user", one.agent)
    yield _Row(at, "ticket.assigned", "ticket", number, number, *by, given)
    yield _Row(at, "ticket.owner_changed", "ticket", number, number, *by, given)
    yield _Row(at, "ticket.status_changed", "ticket", number, number, *by, '{"from":"new","to":"open"}')
