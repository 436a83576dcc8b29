"""Names for ids."""

from typing import Any

import pytest

from ringback.access.names import team_names, user_names
from tests.world import World

pytestmark = pytest.mark.django_db


def test_names_are_looked_up_together_and_remembered(world: World, django_assert_num_queries: Any) -> None:
    ids = [world.users["anna"].pk, world.users["bo"].pk, 10**9]
    with django_assert_num_queries(1):
        assert user_names(ids) == {ids[0]: "Anna", ids[1]: "Bo"}
    with django_assert_num_queries(0):
        assert user_names(ids[:2]) == {ids[0]: "Anna", ids[1]: "Bo"}
        assert user_names([]) == {}
    assert team_names([world.teams["North"].pk]) == {world.teams["North"].pk: "North"}
