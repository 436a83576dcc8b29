"""The model notices what must not be."""

from collections.abc import Mapping
from typing import Any

import pytest

from scripts.hands.model import Colleague, Matter, Model, unlike

NORTH, SOUTH = 1, 2
ANN, BO = Colleague(1, frozenset({NORTH}), frozenset()), Colleague(2, frozenset({SOUTH}), frozenset())


def event(kind: str, ticket: int, subject: int | None = None, **data: Any) -> Mapping[str, Any]:
    return {"id": 9, "kind": kind, "ticket": ticket, "subject": {"id": subject or ticket}, "data": data}


def model() -> Model:
    return Model({1: Matter(NORTH, {10, 11}), 2: Matter(NORTH, {20}), 3: Matter(SOUTH, {30})})


OFFERED = event("handover.offered", 1, 5, giver=None, team=SOUTH, user=None)


@pytest.mark.parametrize(
    ("events", "by"),
    [
        ([event("ticket.merged", 1, into=3, members=[])], ANN),
        ([event("ticket.merged", 1, into=1, members=[])], ANN),
        ([event("ticket.merged", 1, into=2, members=[3])], ANN),
        ([event("ticket.merged", 1, into=2, members=[])], BO),
        ([event("ticket.merged", 1, into=2, members=[]), event("message.sent", 1, 12)], ANN),
        ([event("ticket.unmerged", 1, **{"from": 2})], ANN),
        ([event("ticket.split", 1, messages=[10, 11], into=4)], ANN),
        ([event("ticket.split", 1, messages=[20], into=4)], ANN),
        ([OFFERED, event("handover.accepted", 1, 5)], ANN),
        ([OFFERED, OFFERED], ANN),
        ([event("handover.accepted", 1, 5)], BO),
        ([OFFERED, event("handover.withdrawn", 1, 5)], None),
    ],
)
def test_what_no_rule_allows_is_a_deviation(events: list[Mapping[str, Any]], by: Colleague | None) -> None:
    told = model()
    for one in events:
        told.happened(one, by if one is not OFFERED else ANN)
    assert told.deviations


def test_there_and_back_is_where_it_began() -> None:
    told = model()
    told.happened(event("ticket.merged", 1, into=2, members=[]), ANN)
    assert told.family(2) == [2, 1]
    told.happened(event("ticket.unmerged", 1, **{"from": 2}), ANN)
    assert not told.deviations
    assert told.family(2) == [2]


def test_every_difference_is_told() -> None:
    told = Model({1: Matter(NORTH, {10}, owner=1, assignee=1)})
    shown = {"canonical": None, "owner": {"id": 1}, "assignee": None, "team": {"id": NORTH}, "transfers": 0}
    shown |= {"merged_count": 0, "message_count": 1, "messages": [{"id": 11, "ticket": 1}]}
    assert len(list(unlike(told, {1: shown}))) == 2
