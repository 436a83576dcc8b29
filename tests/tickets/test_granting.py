"""Opening a ticket to others, and closing it again."""

from datetime import timedelta

import pytest
import time_machine

from ringback.access import teams
from ringback.access.identify import actor_of
from ringback.access.models import Team, User
from ringback.channels.models import Line
from ringback.kit.clock import now
from ringback.kit.errors import Forbidden, Refusal, Unseen
from ringback.ledger.actor import SYSTEM, Actor
from ringback.ledger.models import Event
from ringback.tickets import granting
from ringback.tickets.models import Grant, MessageFile, Ticket
from tests.tickets.mails import arrive, mail, ticket_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(support: Line) -> Ticket:
    return ticket_of(arrive(support, mail("ada@example.org")))


def _sees(actor: Actor, ticket: Ticket) -> bool:
    return Ticket.objects.visible_to(actor).filter(pk=ticket.pk).exists()


def test_a_colleague_is_let_in_and_out_again(
    ticket: Ticket, nora: Actor, omar: Actor, omar_user: User
) -> None:
    row = granting.grant(nora, ticket.pk, omar_user)
    assert (row.reason, _sees(omar, ticket)) == (Grant.CONSULTED, True)
    granting.withdraw(nora, ticket.pk, row.pk)
    assert not _sees(omar, ticket)
    assert not MessageFile.objects.visible_to(omar).exists()
    kinds = Event.objects.filter(topic_id=ticket.pk).order_by("id").values_list("kind", flat=True)
    assert list(kinds)[-2:] == ["ticket.granted", "ticket.grant_withdrawn"]


def test_a_partners_team_gets_it_as_a_partner_and_for_a_time(ticket: Ticket, nora: Actor) -> None:
    helpline = teams.found(SYSTEM, "Helpline", is_partner=True)
    row = granting.grant(nora, ticket.pk, helpline, now() + timedelta(days=2))
    assert row.reason == Grant.PARTNER
    assert list(granting.grants_of(ticket)) == [row]
    again = granting.grant(nora, ticket.pk, helpline, now() + timedelta(days=9))
    assert (again.pk, again.until) != (0, row.until) and again.pk == row.pk
    assert Grant.objects.get(pk=row.pk).until == again.until


def test_a_time_that_is_given_again_may_be_shorter_or_without_end(
    ticket: Ticket, nora: Actor, omar: Actor, omar_user: User
) -> None:
    granting.grant(nora, ticket.pk, omar_user, now() + timedelta(days=9))
    granting.grant(nora, ticket.pk, omar_user, now() + timedelta(days=1))
    with time_machine.travel(now() + timedelta(days=2), tick=False):
        assert not _sees(omar, ticket)
        granting.grant(nora, ticket.pk, omar_user)
    with time_machine.travel(now() + timedelta(days=400), tick=False):
        assert _sees(omar, ticket)


def test_whoever_sees_the_ticket_by_a_grant_passes_it_on_only_with_the_right_to(
    ticket: Ticket, nora: Actor, omar_user: User
) -> None:
    partner = User.objects.create(email="p@help.example", roles="partner", created_at=now())
    expert = User.objects.create(email="e@desk.example", roles="specialist", created_at=now())
    rows = [granting.grant(nora, ticket.pk, to) for to in (partner, expert)]
    assert [row.reason for row in rows] == [Grant.PARTNER, Grant.CONSULTED]
    for by in (actor_of(partner), actor_of(expert)):
        assert _sees(by, ticket)
        with pytest.raises(Forbidden):
            granting.grant(by, ticket.pk, omar_user)
        with pytest.raises(Forbidden):
            granting.withdraw(by, ticket.pk, rows[0].pk)


def test_nobody_who_has_left_is_given_a_ticket(ticket: Ticket, nora: Actor, omar_user: User) -> None:
    gone, closed = omar_user, teams.found(SYSTEM, "Night shift")
    gone.is_active = closed.is_active = False
    for to in (gone, closed):
        with pytest.raises(Refusal):
            granting.grant(nora, ticket.pk, to)


def test_what_cannot_be_granted(
    ticket: Ticket, nora: Actor, omar: Actor, orders: Team, omar_user: User
) -> None:
    customer = User.objects.create(email="c@mail.example", created_at=now())
    for to in (orders, customer):
        with pytest.raises(Refusal):
            granting.grant(nora, ticket.pk, to)
    with pytest.raises(Refusal):
        granting.grant(nora, ticket.pk, omar_user, now() - timedelta(seconds=1))
    with pytest.raises(Unseen):
        granting.grant(omar, ticket.pk, omar_user)
    row = granting.grant(nora, ticket.pk, omar_user)
    boss = User.objects.create(email="m@desk.example", roles="manager", created_at=now())
    from_outside = Actor("user", boss.pk)
    with pytest.raises((Forbidden, Unseen)):
        granting.withdraw(from_outside, ticket.pk, row.pk)
    with pytest.raises(Unseen):
        granting.withdraw(nora, ticket.pk, row.pk + 1)
