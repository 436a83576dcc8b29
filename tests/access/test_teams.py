"""Teams, and who is in them."""

import pytest

from ringback.access import teams
from ringback.access.identify import actor_of
from ringback.access.models import Team, User
from ringback.kit.errors import Forbidden, Refusal, Stale
from ringback.ledger.actor import SYSTEM
from ringback.tickets.models import Ticket
from tests.world import World

pytestmark = pytest.mark.django_db


def test_a_name_is_had_once() -> None:
    teams.found(SYSTEM, "North")
    for name in ("NORTH", " north ", ""):
        with pytest.raises(Refusal):
            teams.found(SYSTEM, name)


def test_membership_opens_and_closes_the_tickets_of_a_team_at_once(world: World) -> None:
    anna, south = world.users["anna"], world.teams["South"]
    seen = Ticket.objects.visible_to(world.actor("anna")).filter(pk=world.far.ticket.pk)
    assert not seen.exists()
    members = {world.users["bo"].pk: False, anna.pk: True}
    teams.set_members(SYSTEM, south.pk, members)
    again = actor_of(User.objects.get(pk=anna.pk))
    assert Ticket.objects.visible_to(again).filter(pk=world.far.ticket.pk).exists()
    assert again.standing.led == {south.pk}
    teams.set_members(SYSTEM, south.pk, {world.users["bo"].pk: False})
    assert not Ticket.objects.visible_to(world.actor("anna")).filter(pk=world.far.ticket.pk).exists()


def test_customers_are_in_no_team(world: World) -> None:
    with pytest.raises(Refusal):
        teams.set_members(SYSTEM, world.teams["South"].pk, {world.users["colin"].pk: False})


def test_a_team_is_changed_by_administrators_one_at_a_time(world: World) -> None:
    team = Team.objects.get(name="South")
    assert not teams.change(world.actor("ada"), team.pk, {"is_active": False}, team.version).is_active
    with pytest.raises(Stale):
        teams.change(world.actor("ada"), team.pk, {"name": "x"}, team.version)
    with pytest.raises(Stale):
        teams.set_members(world.actor("ada"), team.pk, {}, team.version)
    with pytest.raises(Forbidden):
        teams.change(world.actor("lena"), team.pk, {"name": "x"})
