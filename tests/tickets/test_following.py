"""Following: a verb that people use, which opens nothing to them; and teams, to which it opens the ticket."""

import pytest

from ringback.access import teams
from ringback.access.models import Team
from ringback.kit.errors import Forbidden, Refusal, Unseen
from ringback.ledger.actor import SYSTEM, Actor
from ringback.ledger.models import Event
from ringback.tickets import following, granting
from ringback.tickets.models import Follower, Grant, Ticket
from tests.world import World, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> World:
    return build()


def _names(actor: Actor, ticket: Ticket) -> list[str]:
    return [str(one.team or one.user) for one in following.followers_of(actor, ticket)]


def _kinds(ticket: Ticket) -> list[str]:
    return list(Event.objects.filter(topic_id=ticket.pk).order_by("id").values_list("kind", flat=True))


def test_somebody_follows_and_stops_and_doing_it_twice_changes_nothing(world: World) -> None:
    anna, ticket = world.actor("anna"), world.near.ticket
    version = Ticket.objects.get(pk=ticket.pk).version
    for _ in range(2):
        following.start(anna, ticket.pk)
    assert _names(world.actor("lena"), ticket) == ["Anna"]
    for _ in range(2):
        following.stop(anna, ticket.pk)
    assert _names(anna, ticket) == []
    assert _kinds(ticket)[-2:] == ["ticket.followed", "ticket.unfollowed"]
    assert Ticket.objects.get(pk=ticket.pk).version == version


@pytest.mark.parametrize("name", ["anna", "lena", "sid", "pia", "max"])
def test_whoever_works_on_it_or_reads_everything_may_follow(name: str, world: World) -> None:
    following.start(world.actor(name), world.near.ticket.pk)
    assert Follower.objects.filter(user=world.users[name], ticket=world.near.ticket).exists()


@pytest.mark.parametrize(
    ("name", "no"), [("bo", Unseen), ("quinn", Unseen), ("gail", Forbidden), ("dora", Unseen)]
)
def test_others_may_not(name: str, no: type[Exception], world: World) -> None:
    number = world.far.ticket.pk if name == "quinn" else world.near.ticket.pk
    with pytest.raises(no):
        following.start(world.actor(name), number)
    assert not Follower.objects.exists()


def test_following_opens_nothing(world: World) -> None:
    """A partner's contract over a ticket ends, and so does what they see of it."""
    pia, ticket = world.actor("pia"), world.near.ticket
    following.start(pia, ticket.pk)
    granting.withdraw(world.actor("anna"), ticket.pk, ticket.grants.get(team=world.teams["Helpline"]).pk)
    assert not Ticket.objects.visible_to(pia).filter(pk=ticket.pk).exists()
    with pytest.raises(Unseen):
        following.stop(pia, ticket.pk)


def test_a_team_that_follows_sees_the_ticket_until_it_is_taken_off(world: World) -> None:
    lena, bo, ticket = world.actor("lena"), world.actor("bo"), world.near.ticket
    for _ in range(2):
        following.add_team(lena, ticket.pk, world.teams["South"])
    assert Ticket.objects.visible_to(bo).filter(pk=ticket.pk).exists()
    assert _names(bo, ticket) == ["South"]
    following.remove_team(lena, ticket.pk, world.teams["South"].pk)
    assert not Ticket.objects.visible_to(bo).filter(pk=ticket.pk).exists()
    assert _kinds(ticket)[-2:] == ["ticket.granted", "ticket.grant_withdrawn"]
    with pytest.raises(Unseen):
        following.remove_team(lena, ticket.pk, world.teams["South"].pk)


def test_a_team_taken_off_keeps_what_was_opened_to_it_for_another_reason(world: World) -> None:
    lena, engineers, ticket = world.actor("lena"), world.teams["Engineers"], world.near.ticket
    following.add_team(lena, ticket.pk, engineers)
    following.remove_team(lena, ticket.pk, engineers.pk)
    assert Grant.objects.filter(ticket=ticket, team=engineers, reason=Grant.CONSULTED).exists()
    assert Ticket.objects.visible_to(world.actor("sid")).filter(pk=ticket.pk).exists()


def test_which_teams_can_not_follow(world: World) -> None:
    idle = teams.found(SYSTEM, "Idle", is_partner=False)
    Team.objects.filter(pk=idle.pk).update(is_active=False)
    for team in (world.teams["North"], world.teams["Helpline"], Team.objects.get(pk=idle.pk)):
        with pytest.raises(Refusal):
            following.add_team(world.actor("lena"), world.near.ticket.pk, team)
    for name in ("pia", "sid", "max"):
        with pytest.raises(Forbidden):
            following.add_team(world.actor(name), world.near.ticket.pk, world.teams["South"])


def test_partners_learn_no_names_of_the_house(world: World) -> None:
    following.start(world.actor("anna"), world.near.ticket.pk)
    following.add_team(world.actor("anna"), world.near.ticket.pk, world.teams["South"])
    following.start(world.actor("pia"), world.near.ticket.pk)
    assert _names(world.actor("pia"), world.near.ticket) == ["Pia"]
    assert _names(world.actor("max"), world.near.ticket) == ["South", "Anna", "Pia"]


def test_those_who_are_let_go_follow_no_more(world: World) -> None:
    following.start(world.actor("sid"), world.near.ticket.pk)
    world.users["sid"].is_active = False
    world.users["sid"].save(update_fields=["is_active"])
    assert _names(world.actor("anna"), world.near.ticket) == []
