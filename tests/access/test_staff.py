"""Adding people, changing them, letting them go."""

import pytest

from ringback.access import staff
from ringback.access.models import User
from ringback.kit.errors import Forbidden, Refusal, Stale, Unseen
from ringback.ledger.actor import SYSTEM
from ringback.ledger.models import Event, EventDetail
from tests.world import World

pytestmark = pytest.mark.django_db


def test_somebody_new_has_a_folded_address_and_no_password_until_they_set_one() -> None:
    user = staff.add(SYSTEM, " Zoe@House.Example ", "Zoe\x00  Z", ["agent", "agent"])
    assert (user.email, user.name, user.roles) == ("zoe@house.example", "Zoe Z", "agent")
    assert not user.has_usable_password()


@pytest.mark.parametrize("email", ["", "zoe", "zoe@", "a b@c.example", "x" * 250 + "@c.example"])
def test_an_address_that_is_none_is_refused(email: str) -> None:
    with pytest.raises(Refusal) as refused:
        staff.add(SYSTEM, email, "Zoe", ["agent"])
    assert refused.value.field == "email"


def test_an_address_is_had_once_whatever_its_case() -> None:
    staff.add(SYSTEM, "zoe@house.example", "Zoe", ["agent"])
    with pytest.raises(Refusal):
        staff.add(SYSTEM, "ZOE@house.example", "Other", ["agent"])


@pytest.mark.parametrize("password", ["short", "1234567890", "password123"])
def test_a_password_that_is_too_easy_is_refused(password: str) -> None:
    with pytest.raises(Refusal) as refused:
        staff.add(SYSTEM, "zoe@house.example", "Zoe", ["agent"], password=password)
    assert refused.value.field == "password"


def test_the_ledger_knows_who_was_changed_and_keeps_names_apart(world: World) -> None:
    staff.change(
        world.actor("ada"), world.users["bo"].pk, {"name": "Bo Bell", "roles": ["agent", "specialist"]}
    )
    event = Event.objects.filter(kind="user.changed").latest("id")
    assert event.subject_id == world.users["bo"].pk and "Bell" not in event.data
    assert "Bo Bell" in EventDetail.objects.get(pk=event.pk).text


def test_two_who_change_the_same_person_do_not_overwrite_each_other(world: World) -> None:
    version = User.objects.get(pk=world.users["bo"].pk).version
    staff.change(world.actor("ada"), world.users["bo"].pk, {"name": "One"}, version)
    with pytest.raises(Stale):
        staff.change(world.actor("ada"), world.users["bo"].pk, {"name": "Two"}, version)


def test_only_administrators_change_others(world: World) -> None:
    for name in ("anna", "lena", "max", "pia", "colin"):
        with pytest.raises(Forbidden):
            staff.change(world.actor(name), world.users["bo"].pk, {"name": "x"})
    with pytest.raises(Unseen):
        staff.change(world.actor("ada"), 10**9, {"name": "x"})


def test_nobody_raises_themselves(world: World) -> None:
    with pytest.raises(Forbidden):
        staff.change_oneself(world.actor("anna"), {"roles": ["administrator"]})
    assert staff.change_oneself(world.actor("anna"), {"time_zone": "Asia/Tokyo"}).time_zone == "Asia/Tokyo"
    with pytest.raises(Refusal):
        staff.change_oneself(world.actor("anna"), {"time_zone": "Mars"})


def test_there_is_always_an_administrator(world: World) -> None:
    ada, gail = world.users["ada"].pk, world.users["gail"].pk
    staff.deactivate(world.actor("ada"), gail)
    with pytest.raises(Refusal):
        staff.deactivate(SYSTEM, ada)
    with pytest.raises(Refusal):
        staff.change(SYSTEM, ada, {"roles": ["agent"]})
    staff.reactivate(SYSTEM, gail)
    assert not staff.deactivate(SYSTEM, ada).is_active
