"""Contact reasons keep their past; tickets need one when they are resolved, and never when they are opened."""

from datetime import UTC, datetime
from typing import Any

import pytest

from ringback.access import coding as lists
from ringback.company import working_days
from ringback.company.models import Reason, ReasonVersion
from ringback.interactions.models import Interaction
from ringback.kit.errors import Forbidden, Refusal
from ringback.ledger.actor import SYSTEM
from ringback.ledger.models import Event
from ringback.resolution.resolving import resolve
from ringback.tickets import coding, exchanges, statuses
from ringback.tickets.models import Category
from ringback.tickets.replying import Written, reply
from tests.resolution.cases import ticket
from tests.world import ARRIVED, World


def _tree() -> tuple[Reason, Reason, Reason]:
    top = lists.define_reason(SYSTEM, "Delivery")
    middle = lists.define_reason(SYSTEM, "Late", top.pk)
    return top, middle, lists.define_reason(SYSTEM, "Courier", middle.pk)


def test_three_levels_and_no_fourth(db: None) -> None:
    *_, leaf = _tree()
    assert leaf.path == "Delivery › Late › Courier"
    with pytest.raises(Refusal) as refused:
        lists.define_reason(SYSTEM, "Bicycle", leaf.pk)
    assert refused.value.code == "too-deep"


def test_nothing_stands_below_itself_or_too_deep_after_a_move(db: None) -> None:
    top, middle, _leaf = _tree()
    other = lists.define_reason(SYSTEM, "Orders")
    below = lists.define_reason(SYSTEM, "Changes", other.pk)
    for parent in (top.pk, middle.pk, below.pk):
        with pytest.raises(Refusal):
            lists.change_reason(SYSTEM, top.pk, {"parent": parent})
    lists.change_reason(SYSTEM, middle.pk, {"parent": other.pk})
    assert Reason.objects.get(name="Courier").path == "Orders › Late › Courier"


def test_what_was_chosen_reads_as_it_did(world: World) -> None:
    top, _, leaf = _tree()
    coding.code(world.actor("anna"), ticket(world).pk, {"contact_reason": leaf.pk})
    lists.change_reason(SYSTEM, top.pk, {"name": "Shipping"})
    found = coding.coding_of(ticket(world))
    assert found and found.reason and found.reason.path == "Delivery › Late › Courier"
    assert Reason.objects.get(pk=leaf.pk).path == "Shipping › Late › Courier"
    numbers = ReasonVersion.objects.filter(reason=leaf).order_by("number").values_list("number", flat=True)
    assert list(numbers) == [1, 2]
    coding.code(world.actor("anna"), world.near.other.pk, {"contact_reason": leaf.pk})
    later = coding.coding_of(world.near.other)
    assert later and later.reason and later.reason.number == 2


def test_a_retired_one_is_not_chosen_and_stays_where_it_was(world: World) -> None:
    top, _, leaf = _tree()
    coding.code(world.actor("anna"), ticket(world).pk, {"contact_reason": leaf.pk})
    lists.change_reason(SYSTEM, top.pk, {"is_active": False})
    coding.code(world.actor("anna"), ticket(world).pk, {"contact_reason": leaf.pk})
    with pytest.raises(Refusal):
        coding.code(world.actor("anna"), world.near.other.pk, {"contact_reason": leaf.pk})
    found = coding.coding_of(ticket(world))
    assert found and found.reason and found.reason.reason_id == leaf.pk


def test_each_code_has_its_own_list(world: World) -> None:
    cause = lists.define_code(SYSTEM, "cause", "Carrier")
    with pytest.raises(Refusal):
        coding.code(world.actor("anna"), ticket(world).pk, {"resolution_code": cause.pk})
    coding.code(world.actor("anna"), ticket(world).pk, {"root_cause": cause.pk})
    told = Event.objects.get(kind="ticket.coded")
    assert "Carrier" not in told.data
    assert told.topic_id == ticket(world).pk


def test_resolving_needs_a_reason_as_soon_as_there_are_some(world: World) -> None:
    by, number = world.actor("anna"), ticket(world).pk
    *_, leaf = _tree()
    resolved = statuses.default_status(Category.RESOLVED)
    closed = statuses.default_status(Category.CLOSED)
    for attempt in (
        lambda: statuses.set_status(by, number, resolved),
        lambda: statuses.set_status(by, number, closed, reason="withdrawn"),
        lambda: reply(by, number, Written("<p>Done.</p>", status=resolved)),
        lambda: resolve(by, number, Written("<p>Done.</p>")),
    ):
        with pytest.raises(Refusal) as refused:
            attempt()
        assert refused.value.code == "uncoded"
    statuses.set_status(by, world.near.other.pk, closed, reason="duplicate")
    resolve(by, number, Written("<p>Done.</p>"), {"contact_reason": leaf.pk})
    assert ticket(world).category == Category.RESOLVED


def test_customers_are_not_asked_for_it(world: World) -> None:
    _tree()
    closed = statuses.default_status(Category.CLOSED)
    statuses.set_status(world.actor("colin"), ticket(world).pk, closed, reason="withdrawn")
    assert ticket(world).category == Category.CLOSED


def test_what_the_customer_came_for_before_is_suggested(world: World) -> None:
    *_, leaf = _tree()
    coding.code(world.actor("anna"), world.near.other.pk, {"contact_reason": leaf.pk})
    assert coding.suggested(ticket(world)) == [leaf]
    assert coding.suggested(world.far.ticket) == []


@pytest.mark.parametrize(("who", "may"), [("ada", True), ("max", True), ("anna", False), ("pia", False)])
def test_who_writes_the_lists(world: World, who: str, may: bool) -> None:
    if may:
        lists.define_reason(world.actor(who), "Delivery")
    else:
        with pytest.raises(Forbidden):
            lists.define_reason(world.actor(who), "Delivery")


def test_dispositions_come_from_the_list_where_there_is_one(world: World) -> None:
    by, call = world.actor("anna"), {"offered_at": ARRIVED, "disposition": "gone"}
    assert exchanges.record(by, "phone", "in", call).disposition == "gone"
    lists.define_code(SYSTEM, "disposition", "Helped")
    with pytest.raises(Refusal) as refused:
        exchanges.record(by, "phone", "in", call)
    assert refused.value.code == "disposition"
    assert exchanges.record(by, "phone", "in", call | {"disposition": "Helped"}).disposition == "Helped"
    old = Interaction.objects.get(disposition="gone")
    assert exchanges.change(by, old.pk, {"disposition": "gone"}).disposition == "gone"


_FRIDAY = datetime(2026, 12, 18, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "weekdays", "holidays", "zone", "end"),
    [
        (1, {0, 1, 2, 3, 4}, set(), "UTC", "2026-12-22T00:00:00+00:00"),
        (5, {0, 1, 2, 3, 4}, {"2026-12-25"}, "UTC", "2026-12-29T00:00:00+00:00"),
        (5, {0, 1, 2, 3, 4}, set(), "UTC", "2026-12-26T00:00:00+00:00"),
        (1, set(), set(), "Asia/Tokyo", "2026-12-20T15:00:00+00:00"),
        (1, {5, 6}, set(), "UTC", "2026-12-20T00:00:00+00:00"),
    ],
)
def test_working_days(days: int, weekdays: set[int], holidays: set[str], zone: str, end: str) -> None:
    free = {datetime.fromisoformat(day).date() for day in holidays}
    found: Any = working_days.add(_FRIDAY, days, weekdays, free, zone)
    assert found.isoformat() == end
