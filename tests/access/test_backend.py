"""Who has signed in, and what they may: one statement for both."""

from typing import Any

import pytest

from ringback.access import teams
from ringback.access.backend import Backend
from ringback.access.identify import actor_of
from ringback.access.models import User
from ringback.ledger.actor import SYSTEM
from tests.world import CAST, World

pytestmark = pytest.mark.django_db


def _standing(world: World, name: str) -> object:
    user = Backend().get_user(world.users[name].pk)
    assert user is not None
    return actor_of(user).standing


@pytest.mark.parametrize("name", CAST)
def test_a_session_gives_what_the_rows_themselves_give(world: World, name: str) -> None:
    for team in world.teams.values():
        if name in ("anna", "lena"):
            members = {world.users["anna"].pk: False, world.users["lena"].pk: True}
            teams.set_members(SYSTEM, team.pk, members)
    assert _standing(world, name) == actor_of(User.objects.get(pk=world.users[name].pk)).standing


def test_a_membership_that_has_ended_is_not_remembered(world: World) -> None:
    assert _standing(world, "anna").teams == {world.teams["North"].pk}  # type: ignore[attr-defined]
    teams.set_members(SYSTEM, world.teams["North"].pk, {})
    assert _standing(world, "anna").teams == frozenset()  # type: ignore[attr-defined]


def test_person_and_teams_take_one_statement(world: World, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        _standing(world, "lena")


def test_whoever_left_has_no_session(world: World) -> None:
    User.objects.filter(pk=world.users["anna"].pk).update(is_active=False)
    assert Backend().get_user(world.users["anna"].pk) is None
    assert Backend().get_user(2**40) is None
