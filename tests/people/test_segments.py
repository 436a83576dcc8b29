"""Segments: whoever meets all conditions is in, through a register of fields and nothing else (TRUST A16)."""

from collections.abc import Sequence
from typing import Any

import pytest

from ringback.access import attributes
from ringback.company.models import Attribute
from ringback.kit.errors import Forbidden, Refusal, Stale, Unseen
from ringback.ledger.actor import SYSTEM
from ringback.ledger.models import Event
from ringback.people import contacts, organizations, segments
from ringback.people.models import Segment
from tests.world import World

# name: language, preferred channel, attributes.
PEOPLE: dict[str, tuple[str, str, dict[str, Any]]] = {
    "ann": ("de", "phone", {"tier": "gold", "seats": 50, "since": "2024-05-01"}),
    "ben": ("de", "", {"tier": "tin", "seats": 9}),
    "cid": ("fr", "email", {"seats": 120, "since": "2020-01-01"}),
    "dot": ("", "", {}),
}


@pytest.fixture
def people(world: World) -> dict[str, int]:
    """Four people whom North serves; Ann and Cid belong to Acme, which has a hundred places."""
    attributes.define(SYSTEM, "contact", "tier", "Tier", "choice", ["gold", "tin"])
    attributes.define(SYSTEM, "contact", "seats", "Seats", "number")
    attributes.define(SYSTEM, "contact", "since", "Since", "date")
    attributes.define(SYSTEM, "organization", "places", "Places", "number")
    organizations.change(SYSTEM, world.organization, {"attributes": {"places": 100}})
    by, made = world.actor("anna"), {}
    for name, (language, channel, values) in PEOPLE.items():
        words = {"name": name, "language": language, "preferred_channel": channel}
        organization = world.organization if name in ("ann", "cid") else None
        made[name] = contacts.create(by, words, [], organization, values).pk
    return made


def _in(people: dict[str, int], world: World, *given: tuple[str, str, Any], who: str = "max") -> str:
    """The initials of those in a segment of these conditions."""
    segment = segments.define(SYSTEM, f"Segment {Segment.objects.count()}", _conditions(given))
    found = set(segments.members(world.actor(who), segment).values_list("pk", flat=True))
    of = segments.segments_of(world.actor("max"), people.values())
    assert {pk for pk in people.values() if segment in of[pk]} == found & set(people.values()) or who != "max"
    return "".join(name[0] for name, pk in people.items() if pk in found)


def _conditions(given: Sequence[tuple[str, str, Any]]) -> list[dict[str, Any]]:
    return [{"field": field, "op": op, "value": value} for field, op, value in given]


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ([("language", "is", "de")], "ab"),
        ([("language", "is_not", "de")], "cd"),
        ([("language", "is", "")], "d"),
        ([("preferred_channel", "is", "phone")], "a"),
        ([("preferred_channel", "is_not", "phone")], "bcd"),
        ([("attribute.tier", "is", "gold")], "a"),
        ([("attribute.tier", "is_not", "gold")], "bcd"),
        ([("attribute.tier", "is", None)], "cd"),
        ([("attribute.tier", "is_not", "")], "ab"),
        ([("attribute.seats", "is", 9)], "b"),
        ([("attribute.seats", "at_least", 50)], "ac"),
        ([("attribute.seats", "at_most", "50")], "ab"),
        ([("attribute.since", "at_least", "2022-01-01")], "a"),
        ([("attribute.since", "at_most", "2022-01-01")], "c"),
        ([("organization_attribute.places", "at_least", 100)], "ac"),
        ([("organization_attribute.places", "is", None)], "bd"),
        ([("language", "is", "de"), ("attribute.seats", "at_least", 10)], "a"),
        ([("language", "is", "fr"), ("attribute.tier", "is", "gold")], ""),
    ],
)
def test_those_are_in_for_whom_all_conditions_hold(
    world: World, people: dict[str, int], given: list[tuple[str, str, Any]], found: str
) -> None:
    assert _in(people, world, *given) == found


def test_an_organization_is_asked_for_by_its_number(world: World, people: dict[str, int]) -> None:
    acme = world.organization.pk
    assert _in(people, world, ("organization", "is", acme)) == "ac"
    assert _in(people, world, ("organization", "is_not", acme)) == "bd"
    assert _in(people, world, ("organization", "is", None)) == "bd"


def test_everybody_finds_in_it_only_whom_they_may_see(world: World, people: dict[str, int]) -> None:
    assert _in(people, world, ("language", "is", "de"), who="anna") == "ab"
    assert _in(people, world, ("language", "is", "de"), who="bo") == ""


@pytest.mark.parametrize(
    "condition",
    [
        {"field": "notes", "op": "is", "value": "x"},
        {"field": "user__email", "op": "is", "value": "x"},
        {"field": "language__startswith", "op": "is", "value": "d"},
        {"field": "organization__notes", "op": "is", "value": "x"},
        {"field": "attribute.nothing", "op": "is", "value": "x"},
        {"field": "attribute.tier__contains", "op": "is", "value": "g"},
        {"field": "language", "op": "startswith", "value": "d"},
        {"field": "language", "op": "at_least", "value": "d"},
        {"field": "language", "op": "is", "value": {"a": 1}},
        {"field": "language", "op": "is", "value": 7},
        {"field": "preferred_channel", "op": "is", "value": "pigeon"},
        {"field": "organization", "op": "is", "value": "1 OR 1=1"},
        {"field": "organization", "op": "is", "value": True},
        {"field": "organization", "op": "is", "value": 987_654_321},
        {"field": "organization", "op": "is", "value": 2**80},
        {"field": "attribute.tier", "op": "is", "value": "silver"},
        {"field": "attribute.seats", "op": "at_least", "value": "many"},
        {"field": "attribute.seats", "op": "at_least", "value": ""},
        {"op": "is", "value": "x"},
        {},
    ],
)
def test_what_the_grammar_does_not_hold_is_refused(
    world: World, people: dict[str, int], condition: dict[str, Any]
) -> None:
    with pytest.raises(Refusal) as refused:
        segments.define(SYSTEM, "Odd", [condition])
    assert refused.value.field == "conditions"
    assert not Segment.objects.exists()


def test_a_segment_wants_conditions_a_name_of_its_own_and_a_colour_there_is(
    world: World, people: dict[str, int]
) -> None:
    german = _conditions([("language", "is", "de")])
    segments.define(SYSTEM, "Germans", german)
    for name, conditions, colour in (
        ("None", [], ""),
        ("Many", german * 11, ""),
        ("GERMANS", german, ""),
        (" ", german, ""),
        ("Pink", german, "pink"),
    ):
        with pytest.raises(Refusal):
            segments.define(SYSTEM, name, conditions, colour)


def test_a_condition_on_a_field_that_was_retired_holds_of_nobody(
    world: World, people: dict[str, int]
) -> None:
    segment = segments.define(SYSTEM, "Not gold", _conditions([("attribute.tier", "is_not", "gold")]))
    attributes.change(SYSTEM, Attribute.objects.get(key="tier").pk, {"is_active": False})
    assert not segments.members(world.actor("max"), segment).exists()
    assert segments.segments_of(world.actor("max"), people.values())[people["ben"]] == []


def test_only_administrators_and_managers_define_change_and_remove_segments(
    world: World, people: dict[str, int]
) -> None:
    german = _conditions([("language", "is", "de")])
    segment = segments.define(world.actor("max"), "Germans", german)
    for name in ("anna", "lena", "sid", "pia", "colin"):
        with pytest.raises(Forbidden):
            segments.define(world.actor(name), "Mine", german)
        with pytest.raises(Forbidden):
            segments.change(world.actor(name), segment.pk, {"name": "Mine"})
        with pytest.raises(Forbidden):
            segments.remove(world.actor(name), segment.pk)
    with pytest.raises(Stale):
        segments.change(world.actor("ada"), segment.pk, {"name": "Other"}, version=9)
    assert segments.change(world.actor("ada"), segment.pk, {"colour": "red"}, version=1).version == 2
    segments.remove(world.actor("ada"), segment.pk)
    with pytest.raises(Unseen):
        segments.remove(world.actor("ada"), segment.pk)
    kinds = Event.objects.filter(subject_kind="segment").order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["segment.defined", "segment.changed", "segment.removed"]


def test_partners_and_customers_hear_of_no_segment(world: World, people: dict[str, int]) -> None:
    segments.define(SYSTEM, "Germans", _conditions([("language", "is", "de")]))
    for name in ("pia", "colin"):
        assert not Segment.objects.visible_to(world.actor(name)).exists()
        assert segments.segments_of(world.actor(name), people.values()) == {}
