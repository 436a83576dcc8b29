"""Case ownership moves by an accepted hand-over, and by nothing else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ringback.access import staff, teams
from ringback.channels.adapters.email.parsed import Address
from ringback.kit.errors import Forbidden, Refusal, Unseen
from ringback.ledger.actor import SYSTEM
from ringback.ledger.models import Event, EventDetail
from ringback.tickets import assigning, granting, handing_over, merging, noting, statuses
from ringback.tickets.briefing import Brief, brief_of
from ringback.tickets.models import Category, Grant, Handover, Ticket
from ringback.tickets.replying import Written, reply
from tests.world import World, build, mail

pytestmark = pytest.mark.django_db
BRIEF = Brief("A new lid.", "Asked for the number.", "A word by Friday.", "Order the lid.")


@pytest.fixture
def world() -> World:
    built = build()
    assigning.assign(built.actor("anna"), built.near.ticket.pk, built.users["anna"])
    return built


@pytest.fixture
def ticket(world: World) -> Ticket:
    return Ticket.objects.get(pk=world.near.ticket.pk)


def _to_lena(world: World, ticket: Ticket) -> Handover:
    return handing_over.offer(world.actor("anna"), ticket.pk, None, world.users["lena"], BRIEF)


def _elsewhere(world: World, ticket: Ticket) -> Handover:
    return handing_over.offer(world.actor("anna"), ticket.pk, world.teams["South"], None, BRIEF)


def test_ownership_moves_when_it_is_accepted_and_not_before(world: World, ticket: Ticket) -> None:
    offered = _to_lena(world, ticket)
    ticket.refresh_from_db()
    assert (ticket.owner, ticket.assignee) == (world.users["anna"], world.users["anna"])
    handing_over.accept(world.actor("lena"), offered.pk)
    ticket.refresh_from_db()
    assert (ticket.owner, ticket.assignee, ticket.transfers) == (world.users["lena"], world.users["lena"], 1)
    kinds = list(Event.objects.filter(topic_id=ticket.pk).order_by("-id").values_list("kind", flat=True)[:3])
    assert kinds == ["ticket.assigned", "ticket.owner_changed", "handover.accepted"]


def test_nobody_sets_another_owner_without_being_asked(world: World, ticket: Ticket) -> None:
    with pytest.raises(Refusal) as refused:
        assigning.set_owner(world.actor("lena"), ticket.pk, world.users["lena"])
    assert refused.value.code == "hand-over"


def test_assigning_and_consulting_move_nothing(world: World, ticket: Ticket) -> None:
    assigning.assign(world.actor("anna"), ticket.pk, world.users["lena"])
    granting.grant(world.actor("anna"), ticket.pk, world.teams["South"])
    noting.note(world.actor("anna"), ticket.pk, "<p>Do you know?</p>", users=[world.users["lena"]])
    ticket.refresh_from_db()
    assert (ticket.owner, ticket.transfers) == (world.users["anna"], 0)


def test_who_returns_it_says_why_and_it_stays(world: World, ticket: Ticket) -> None:
    offered = _to_lena(world, ticket)
    with pytest.raises(Refusal):
        handing_over.give_back(world.actor("lena"), offered.pk, "  ")
    handing_over.give_back(world.actor("lena"), offered.pk, "I am away from Monday.")
    ticket.refresh_from_db()
    assert (ticket.owner, ticket.transfers) == (world.users["anna"], 0)
    event = Event.objects.get(kind="handover.returned")
    assert "away from Monday" in EventDetail.objects.get(event_id=event.pk).text


@pytest.mark.parametrize("second", ["accept", "give_back", "withdraw"])
def test_what_was_answered_is_answered(world: World, ticket: Ticket, second: str) -> None:
    offered = _to_lena(world, ticket)
    handing_over.accept(world.actor("lena"), offered.pk)
    does = getattr(handing_over, second)
    with pytest.raises(Refusal) as refused:
        does(world.actor("lena"), offered.pk, *(["Why?"] if second == "give_back" else []))
    assert refused.value.code == "answered"


def test_only_whom_it_was_offered_to_accepts(world: World, ticket: Ticket) -> None:
    offered = _to_lena(world, ticket)
    with pytest.raises(Forbidden):
        handing_over.accept(world.actor("anna"), offered.pk)
    for stranger in ("bo", "pia", "sid"):
        with pytest.raises((Unseen, Forbidden)):
            handing_over.accept(world.actor(stranger), offered.pk)


def test_another_team_reads_it_while_it_is_offered_and_takes_it_along(world: World, ticket: Ticket) -> None:
    bo = world.actor("bo")
    offered = _elsewhere(world, ticket)
    assert Ticket.objects.visible_to(bo).filter(pk=ticket.pk).exists()
    handing_over.accept(bo, offered.pk)
    ticket.refresh_from_db()
    assert (ticket.team, ticket.owner) == (world.teams["South"], world.users["bo"])
    assert not Grant.objects.filter(ticket=ticket, reason=Grant.HANDOVER).exists()


@pytest.mark.parametrize("ends", ["give_back", "withdraw"])
def test_an_offer_that_ends_closes_the_ticket_to_them_again(world: World, ticket: Ticket, ends: str) -> None:
    offered = _elsewhere(world, ticket)
    if ends == "withdraw":
        handing_over.withdraw(world.actor("anna"), offered.pk)
    else:
        handing_over.give_back(world.actor("bo"), offered.pk, "Not ours.")
    assert not Ticket.objects.visible_to(world.actor("bo")).filter(pk=ticket.pk).exists()


def test_a_ticket_is_offered_to_one_at_a_time(world: World, ticket: Ticket) -> None:
    _to_lena(world, ticket)
    with pytest.raises(Refusal) as refused:
        _elsewhere(world, ticket)
    assert refused.value.code == "offered"


def test_colleagues_do_not_hand_over_what_another_answers_for(world: World, ticket: Ticket) -> None:
    assigning.assign(world.actor("anna"), ticket.pk, None)
    teams.set_members(SYSTEM, world.near.team.pk, {world.users[name].pk: False for name in ("anna", "bo")})
    with pytest.raises(Forbidden):
        handing_over.offer(world.actor("bo"), ticket.pk, None, world.users["bo"], BRIEF)


def test_closing_and_merging_end_an_offer(world: World, ticket: Ticket) -> None:
    _to_lena(world, ticket)
    statuses.set_status(
        world.actor("anna"), ticket.pk, statuses.default_status(Category.CLOSED), reason="withdrawn"
    )
    assert Handover.objects.get().state == Handover.WITHDRAWN
    other = world.near.other
    assigning.assign(world.actor("anna"), other.pk, world.users["anna"])
    handing_over.offer(world.actor("anna"), other.pk, None, world.users["lena"], BRIEF)
    merging.merge(world.actor("anna"), other.pk, ticket.pk, other_contact=True)
    assert not Handover.objects.open().exists()


def test_an_offer_to_one_who_leaves_ends(world: World, ticket: Ticket) -> None:
    _to_lena(world, ticket)
    staff.deactivate(SYSTEM, world.users["lena"].pk)
    assert Handover.objects.get().state == Handover.WITHDRAWN


def test_the_first_owner_and_absence_are_no_transfers(world: World) -> None:
    lena, anna = world.actor("lena"), world.users["anna"]
    first = world.near.other
    offered = handing_over.offer(lena, first.pk, None, anna, BRIEF)
    assert not handing_over.accept(world.actor("anna"), offered.pk).is_transfer
    made = handing_over.offer_all(lena, anna, world.near.team, None)
    assert {one.ticket_id for one in made} == {first.pk, world.near.ticket.pk}
    for one in made:
        handing_over.accept(lena, one.pk)
    assert set(Ticket.objects.filter(owner=world.users["lena"]).values_list("transfers", flat=True)) == {0}


def test_whose_team_one_does_not_lead_is_not_handed_over_for_them(world: World) -> None:
    with pytest.raises(Forbidden):
        handing_over.offer_all(world.actor("anna"), world.users["lena"], world.near.team, None)


def test_overdue_offers_are_their_leaders(world: World, ticket: Ticket) -> None:
    offered = handing_over.offer(world.actor("anna"), ticket.pk, None, world.users["lena"], BRIEF)
    assert offered.due_at > timezone.now()
    boss = world.actor("lena")
    assert list(Handover.objects.waiting_for(boss.standing)) == [offered]  # type: ignore[arg-type]  # a Standing
    Handover.objects.update(due_at=timezone.now() - timedelta(days=1), user=world.users["anna"])
    assert list(Handover.objects.waiting_for(boss.standing)) == [offered]  # type: ignore[arg-type]  # a Standing


def test_the_brief_says_what_the_thread_says(world: World, ticket: Ticket) -> None:
    anna = world.actor("anna")
    reply(anna, ticket.pk, Written("<p>The lid is on its way.</p>"))
    noting.note(anna, ticket.pk, "<p>Ask the store for a spare.</p>")
    mail(
        world.near.line,
        Address("", world.near.message.author_address),
        "Re: kettle",
        "Where is it?",
        in_reply_to=[world.near.answer.message_id],
    )
    ticket.refresh_from_db()
    brief = brief_of(anna, ticket)
    assert ticket.subject in brief.wants
    assert "The lid is on its way." in brief.done
    assert "Where is it?" in brief.next_step and "spare" in brief.next_step
    assert "spare" not in brief_of(world.actor("pia"), ticket).next_step


def test_what_nobody_answers_for_is_its_teams_to_offer(world: World) -> None:
    # Whom it was offered to could take the offer back otherwise, and see no more of it.
    ticket = world.near.other
    assert ticket.owner_id is None
    offered = handing_over.offer(world.actor("anna"), ticket.pk, world.teams["South"], None, BRIEF)
    assert not handing_over.is_giver(world.actor("bo"), ticket)
    with pytest.raises(Forbidden):
        handing_over.withdraw(world.actor("bo"), offered.pk)
