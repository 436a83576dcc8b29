"""The plan of the seeded desk."""

from collections import Counter

import pytest

from ringback.bench.seed.plan import CUSTOMER_CONTACT, LONG, TEAMS, Plan

NOW = 1_750_000_000.0


@pytest.fixture(scope="module")
def plan() -> Plan:
    return Plan(10_000, NOW)


def test_every_run_plans_the_same(plan: Plan) -> None:
    assert list(plan.planned()) == list(Plan(10_000, NOW).planned())


def test_about_eight_in_a_hundred_are_open(plan: Plan) -> None:
    share = sum(one.is_open for one in plan.planned()) / plan.tickets
    assert 0.07 < share < 0.09


def test_message_ids_follow_each_other_without_a_gap(plan: Plan) -> None:
    expected = 1
    for one in plan.planned():
        assert one.first_message == expected
        expected += one.messages


def test_nothing_lies_in_the_future_and_tickets_come_in_the_order_of_time(plan: Plan) -> None:
    planned = list(plan.planned())
    assert all(one.last_at < NOW for one in planned)
    assert [one.created for one in planned] == sorted(one.created for one in planned)


def test_readers_have_what_they_are_measured_by(plan: Plan) -> None:
    planned = list(plan.planned())
    assert len(plan.granted) == 200
    assert sum(one.contact == CUSTOMER_CONTACT for one in planned) == len(plan.customers) == 20
    assert len(plan.rare) == 25
    assert set(plan.rare) & set(plan.granted)
    long = [one for one in planned if one.messages == LONG]
    assert all(one.team == 1 and one.is_open for one in long)
    assert {one.number for one in long} & plan.customers
    assert {one.number for one in long} & set(plan.granted)


def test_every_team_has_its_share(plan: Plan) -> None:
    counts = Counter(one.team for one in plan.planned())
    assert set(counts) == set(range(1, TEAMS + 1))
    assert min(counts.values()) > plan.tickets / TEAMS * 0.9
