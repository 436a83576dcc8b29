"""What becomes of an offer while the ticket, its people and its teams go on changing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection, connections
from django.utils import timezone

from ringback.access import staff, teams
from ringback.access.models import Team
from ringback.kit.errors import Refusal
from ringback.ledger.actor import SYSTEM
from ringback.tickets import assigning, handing_over, linking, statuses, views
from ringback.tickets.briefing import Brief
from ringback.tickets.models import Category, Grant, Handover, Ticket
from ringback.web.desk.handovers import handover_beside
from tests.fresh import Fresh
from tests.world import World, build

BRIEF = Brief("A new lid.", "", "", "")


@pytest.fixture
def world(db: None) -> World:
    return _begun()


def _begun() -> World:
    """Anna answers for the ticket, Lena leads North, Bo works in South and, with Anna, in North."""
    built = build()
    north = {built.users["anna"].pk: False, built.users["bo"].pk: False, built.users["lena"].pk: True}
    teams.set_members(SYSTEM, built.near.team.pk, north)
    assigning.assign(built.actor("anna"), built.near.ticket.pk, built.users["anna"])
    return built


def _offer(world: World, to: str | None, team: Team | None = None) -> Handover:
    user = world.users[to] if to else None
    return handing_over.offer(world.actor("anna"), world.near.ticket.pk, team, user, BRIEF)


def _now(world: World) -> Ticket:
    return Ticket.objects.get(pk=world.near.ticket.pk)


def _resolve(world: World) -> None:
    statuses.set_status(world.actor("anna"), _now(world).pk, statuses.default_status(Category.RESOLVED))


def test_who_has_left_the_team_takes_nothing_for_it(world: World) -> None:
    offered = _offer(world, "bo", world.teams["South"])
    teams.set_members(SYSTEM, world.teams["South"].pk, {})
    with pytest.raises(Refusal) as refused:
        handing_over.accept(world.actor("bo"), offered.pk)
    assert refused.value.code == "not-there"
    assert _now(world).owner == world.users["anna"]


def test_nothing_is_taken_for_a_team_that_works_no_more(world: World) -> None:
    offered = _offer(world, None, world.teams["Engineers"])
    Team.objects.filter(pk=world.teams["Engineers"].pk).update(is_active=False)
    with pytest.raises(Refusal) as refused:
        handing_over.accept(world.actor("sid"), offered.pk)
    assert refused.value.code == "not-there"


def test_who_is_to_accept_reads_it_wherever_it_is_moved_meanwhile(world: World) -> None:
    offered = _offer(world, "lena")
    assigning.move_to_team(world.actor("anna"), _now(world).pk, world.teams["Engineers"])
    assert Ticket.objects.visible_to(world.actor("lena")).filter(pk=_now(world).pk).exists()
    handing_over.give_back(world.actor("lena"), offered.pk, "It is the engineers' now.")
    assert not Ticket.objects.visible_to(world.actor("lena")).filter(pk=_now(world).pk).exists()


def test_who_leads_the_team_that_it_is_for_finds_what_is_overdue(world: World) -> None:
    world.users["otto"] = otto = staff.add(SYSTEM, "otto@desk.example", "Otto", ["team_leader"])
    teams.set_members(SYSTEM, world.teams["South"].pk, {world.users["bo"].pk: False, otto.pk: True})
    offered = _offer(world, "bo", world.teams["South"])
    assert views.counts(world.actor("otto"))["to_accept"] == 0
    Handover.objects.update(due_at=timezone.now() - timedelta(days=1))
    cache.clear()
    assert views.counts(world.actor("otto"))["to_accept"] == 1
    assert _now(world).owner == world.users["anna"]  # nothing moves by itself
    assert handing_over.accept(world.actor("otto"), offered.pk).is_transfer


def test_what_somebody_took_meanwhile_is_not_taken_from_them(world: World) -> None:
    other = world.near.other
    offered = handing_over.offer(world.actor("lena"), other.pk, None, world.users["bo"], BRIEF)
    assigning.assign(world.actor("anna"), other.pk, world.users["anna"])
    with pytest.raises(Refusal) as refused:
        handing_over.accept(world.actor("bo"), offered.pk)
    assert refused.value.code == "answered"
    assert Ticket.objects.get(pk=other.pk).owner == world.users["anna"]


@pytest.mark.parametrize("shelf", [Ticket.SPAM, Ticket.TRASH])
def test_putting_a_ticket_away_ends_its_offer(world: World, shelf: str) -> None:
    offered = _offer(world, "bo")
    linking.shelve(world.actor("anna"), _now(world).pk, shelf)
    assert Handover.objects.get(pk=offered.pk).state == Handover.WITHDRAWN
    assert not Grant.objects.filter(reason=Grant.HANDOVER, ticket=_now(world)).exists()


def test_what_is_not_confirmed_yet_is_handed_over_with_the_rest(world: World) -> None:
    _resolve(world)
    made = handing_over.offer_all(world.actor("lena"), world.users["anna"], world.near.team, None)
    assert _now(world).pk in [one.ticket_id for one in made]
    assert views.counts(world.actor("bo"))["to_accept"] == len(made)


def test_whoever_may_take_an_offer_back_finds_the_button_and_nobody_else(world: World) -> None:
    offered = _offer(world, "bo")
    takes_back = {
        name: handover_beside(world.actor(name), _now(world), offers=True)["takes_back"]
        for name in ("anna", "lena", "bo")
    }
    assert takes_back == {"anna": True, "lena": True, "bo": False}
    handing_over.withdraw(world.actor("lena"), offered.pk)


def test_a_return_is_shown_until_it_is_of_no_use(world: World) -> None:
    handing_over.give_back(world.actor("bo"), _offer(world, "bo").pk, "Away.")
    assert handover_beside(world.actor("anna"), _now(world), offers=True)["handover"]
    closed = statuses.default_status(Category.CLOSED)
    statuses.set_status(world.actor("anna"), _now(world).pk, closed, reason="withdrawn")
    assert handover_beside(world.actor("anna"), _now(world), offers=True)["handover"] is None


def test_of_two_who_accept_at_once_one_has_it(fresh_db: Fresh) -> None:
    world = _begun()
    offered = _offer(world, None)

    def accepts(name: str) -> str:
        try:
            handing_over.accept(world.actor(name), offered.pk)
        except Refusal as refusal:
            return refusal.code
        finally:
            connections.close_all()
        return name

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(accepts, ["bo", "lena"]))
    assert said[0] == "answered" and said[1] in ("bo", "lena")
    now = _now(world)
    assert (now.owner, now.transfers) == (world.users[said[1]], 1)
    connection.close()
