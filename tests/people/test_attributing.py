"""Fields of the house's own on contacts and organizations: typed, checked on entry, kept as one comparable text."""

from typing import Any

import pytest

from ringback.access import attributes
from ringback.company.attribute_values import LARGEST
from ringback.company.models import Attribute
from ringback.kit.errors import Forbidden, Refusal, Stale
from ringback.ledger.actor import SYSTEM
from ringback.ledger.models import Event, EventDetail
from ringback.people import contacts, organizations
from ringback.people.attributing import values_of
from ringback.people.models import AttributeValue, Contact
from tests.world import World

FIELDS = {"motto": "text", "seats": "number", "prepaid": "yes_no", "since": "date", "tier": "choice"}


@pytest.fixture
def fields(world: World) -> dict[str, Attribute]:
    return {
        key: attributes.define(
            SYSTEM, "contact", key, key.title(), type, ["gold", "tin"] if type == "choice" else []
        )
        for key, type in FIELDS.items()
    }


def _set(world: World, **values: Any) -> Contact:
    return contacts.change(world.actor("anna"), world.near.contact, {"attributes": values})


def _values(contact: Contact) -> dict[str, Any]:
    return values_of([contact], "contact")[contact.pk]


@pytest.mark.parametrize(
    ("key", "given", "kept", "read"),
    [
        ("motto", "  Semper\n eadem ", "Semper eadem", "Semper eadem"),
        ("seats", 40, "40", 40),
        ("seats", " -7 ", "-7", -7),
        ("seats", "007", "7", 7),
        ("seats", LARGEST, str(LARGEST), LARGEST),
        ("prepaid", True, "yes", True),
        ("prepaid", "no", "no", False),
        ("since", "2024-02-29", "2024-02-29", "2024-02-29"),
        ("tier", "gold", "gold", "gold"),
    ],
)
def test_a_value_is_kept_as_one_text_and_read_as_its_type(
    world: World, fields: dict[str, Attribute], key: str, given: Any, kept: str, read: Any
) -> None:
    contact = _set(world, **{key: given})
    assert AttributeValue.objects.get(contact=contact).value == kept
    assert _values(contact) == {**dict.fromkeys(FIELDS), key: read}


@pytest.mark.parametrize(
    ("key", "given"),
    [
        ("motto", "x" * 501),
        ("motto", 7),
        ("seats", "many"),
        ("seats", "1.5"),
        ("seats", "٣"),
        ("seats", True),
        ("seats", LARGEST + 1),
        ("seats", 10**400),
        ("prepaid", "maybe"),
        ("prepaid", 1),
        ("since", "29.02.2024"),
        ("since", "2023-02-29"),
        ("since", "2024-2-9"),
        ("since", 20240209),
        ("tier", "silver"),
        ("tier", "Gold"),
        ("height", "tall"),
    ],
)
def test_what_does_not_fit_is_refused_by_the_name_of_its_field(
    world: World, fields: dict[str, Attribute], key: str, given: Any
) -> None:
    before = Contact.objects.get(pk=world.near.contact.pk).version
    with pytest.raises(Refusal) as refused:
        _set(world, **{key: given})
    assert refused.value.field == f"attributes.{key}"
    assert not AttributeValue.objects.exists()
    assert Contact.objects.get(pk=world.near.contact.pk).version == before


def test_what_is_not_named_stays_and_nothing_takes_a_value_away(
    world: World, fields: dict[str, Attribute]
) -> None:
    _set(world, motto="Onward", seats=3)
    assert _values(_set(world, seats=None))["motto"] == "Onward"
    assert _values(_set(world, motto=""))["motto"] is None
    assert not AttributeValue.objects.exists()


def test_the_ledger_keeps_the_words_where_they_can_be_erased(
    world: World, fields: dict[str, Attribute]
) -> None:
    _set(world, motto="Tell nobody")
    event = Event.objects.filter(kind="contact.changed").latest("id")
    assert "nobody" not in event.data
    assert '"attribute.motto":"Tell nobody"' in EventDetail.objects.get(event_id=event.pk).text


def test_an_option_that_is_none_any_more_stays_where_it_is_and_is_given_to_nobody_else(
    world: World, fields: dict[str, Attribute]
) -> None:
    _set(world, tier="tin")
    attributes.change(SYSTEM, fields["tier"].pk, {"options": ["gold"]})
    assert _values(_set(world, tier="tin", seats=1))["tier"] == "tin"
    with pytest.raises(Refusal):
        contacts.change(SYSTEM, world.far.contact, {"attributes": {"tier": "tin"}})


def test_a_retired_field_takes_and_shows_nothing_and_loses_nothing(
    world: World, fields: dict[str, Attribute]
) -> None:
    contact = _set(world, motto="Onward")
    attributes.change(SYSTEM, fields["motto"].pk, {"is_active": False})
    assert "motto" not in _values(contact)
    with pytest.raises(Refusal):
        _set(world, motto="Back")
    attributes.change(SYSTEM, fields["motto"].pk, {"is_active": True})
    assert _values(contact)["motto"] == "Onward"


def test_an_organization_has_fields_of_its_own(world: World, fields: dict[str, Attribute]) -> None:
    attributes.define(SYSTEM, "organization", "seats", "Seats", "number")
    by = world.actor("anna")
    organizations.change(by, world.organization, {"attributes": {"seats": 12}})
    assert values_of([world.organization], "organization") == {world.organization.pk: {"seats": 12}}
    with pytest.raises(Refusal):
        organizations.change(by, world.organization, {"attributes": {"tier": "gold"}})
    with pytest.raises(Refusal):
        organizations.found(by, "Brass Bands", attributes={"seats": "few"})


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"key": "Tier"}, "key"),
        ({"key": "1st"}, "key"),
        ({"key": "a" * 41}, "key"),
        ({"key": "seats"}, "key"),
        ({"noun": "ticket"}, "noun"),
        ({"type": "money"}, "type"),
        ({"label": " "}, "label"),
        ({"type": "choice"}, "options"),
        ({"options": ["a"]}, "options"),
        ({"personal": "secret"}, "personal"),
    ],
)
def test_a_field_that_cannot_be_is_refused(
    world: World, fields: dict[str, Attribute], more: dict[str, Any], field: str
) -> None:
    given = {"noun": "contact", "key": "rank", "label": "Rank", "type": "text"} | more
    with pytest.raises(Refusal) as refused:
        attributes.define(SYSTEM, **given)
    assert refused.value.field == field


def test_only_administrators_and_managers_define_fields(world: World, fields: dict[str, Attribute]) -> None:
    for name in ("anna", "lena", "sid", "pia", "colin"):
        with pytest.raises(Forbidden):
            attributes.define(world.actor(name), "contact", "rank", "Rank", "text")
        with pytest.raises(Forbidden):
            attributes.change(world.actor(name), fields["tier"].pk, {"label": "Rank"})
    attributes.define(world.actor("max"), "contact", "rank", "Rank", "text")
    with pytest.raises(Stale):
        attributes.change(world.actor("ada"), fields["tier"].pk, {"label": "Rank"}, version=7)


def test_a_preferred_channel_is_one_that_there_is(world: World) -> None:
    by = world.actor("anna")
    assert (
        contacts.change(by, world.near.contact, {"preferred_channel": "phone"}).preferred_channel == "phone"
    )
    with pytest.raises(Refusal) as refused:
        contacts.change(by, world.near.contact, {"preferred_channel": "pigeon"})
    assert refused.value.field == "preferred_channel"
