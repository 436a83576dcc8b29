"""Splitting, incidents of a problem, and what may be the same matter."""

from datetime import timedelta

import pytest

from ringback.channels.adapters.email.parsed import Address
from ringback.kit.errors import Forbidden, Refusal, Unseen
from ringback.ledger.models import Event
from ringback.tickets import duplicates, granting, linking, merging, searching, splitting, statuses, telling
from ringback.tickets.models import Category, Link, Message, Ticket
from ringback.tickets.models.ticket import NEVER
from ringback.tickets.statuses import default_status
from tests.world import World, build, mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> World:
    return build()


def _count(ticket_id: int) -> tuple[int, int]:
    said = Message.objects.filter(ticket_id=ticket_id, state="accepted")
    return said.count(), said.order_by("-id")[0].pk


def _another(world: World, text: str = "And the lamp flickers.") -> Message:
    """Colin goes on about something else in the same thread."""
    colin = Address("Colin", "colin@mail.example")
    came = mail(world.near.line, colin, "Re: Kettle leaks", text, in_reply_to=[world.near.answer.message_id])
    return Message.objects.get(inbound=came)


def test_what_is_another_matter_becomes_a_ticket_of_its_own(world: World) -> None:
    anna, ticket, word = world.actor("anna"), world.near.ticket, _another(world)
    made = splitting.split(anna, ticket.pk, [word.pk], "Lamp")
    made.refresh_from_db()
    ticket.refresh_from_db()
    for each in (made, ticket):
        assert (each.message_count, each.last_message_id) == _count(each.pk)
    assert (made.subject, made.contact, made.team) == ("Lamp", world.near.contact, ticket.team)
    assert (made.waiting_since, ticket.waiting_since) == (word.at, NEVER)
    link = made.links.get()
    assert (link.other_id, link.kind) == (ticket.pk, "split")
    assert [p.address for p in made.participants.all()] == ["colin@mail.example"]
    found = searching.search(anna, "flickers").results
    assert [result.ticket.pk for result in found] == [made.pk]
    assert Event.objects.filter(kind="ticket.split", subject_id=ticket.pk).count() == 1
    assert word.pk in Message.objects.visible_to(world.actor("colin")).values_list("pk", flat=True)


def test_an_answer_to_what_moved_comes_to_where_it_stands_now(world: World) -> None:
    anna, ticket = world.actor("anna"), world.near.ticket
    made = splitting.split(anna, ticket.pk, [world.near.answer.pk])
    assert _another(world).ticket_id == made.pk


def test_merging_back_undoes_it(world: World) -> None:
    anna, ticket, word = world.actor("anna"), world.near.ticket, _another(world)
    before = Ticket.objects.get(pk=ticket.pk)
    made = splitting.split(anna, ticket.pk, [word.pk])
    merging.merge(anna, made.pk, ticket.pk)
    after = Ticket.objects.get(pk=ticket.pk)
    for name in ("message_count", "last_message_id", "waiting_since", "category", "excerpt"):
        assert getattr(after, name) == getattr(before, name), name


@pytest.mark.parametrize("which", ["none", "all", "held", "foreign"])
def test_what_can_not_be_split_is_refused(which: str, world: World) -> None:
    near = world.near
    said = list(near.ticket.messages.filter(state="accepted").values_list("pk", flat=True))
    ids = {"none": [], "all": said, "held": [near.held.pk], "foreign": [world.far.message.pk]}[which]
    with pytest.raises(Refusal) as refused:
        splitting.split(world.actor("anna"), near.ticket.pk, ids)
    assert refused.value.code == "messages"


@pytest.mark.parametrize(("who", "no"), [("pia", Forbidden), ("sid", Forbidden), ("bo", Unseen)])
def test_who_may_not_split(who: str, no: type[Exception], world: World) -> None:
    with pytest.raises(no):
        splitting.split(world.actor(who), world.near.ticket.pk, [world.near.answer.pk])


def _tickets(world: World, count: int) -> list[int]:
    return [
        Message.objects.get(
            inbound=mail(world.near.line, Address(f"C{n}", f"c{n}@mail.example"), "Outage", f"Down {n}")
        ).ticket_id
        for n in range(count)
    ]


def test_a_problem_and_its_incidents_are_two_levels_without_a_circle(world: World) -> None:
    anna, (problem, one, two, other) = world.actor("anna"), _tickets(world, 4)
    linking.link(anna, one, problem, Link.INCIDENT)
    linking.link(anna, one, problem, Link.INCIDENT)
    linking.link(anna, two, problem)
    linking.link(anna, two, problem, Link.INCIDENT)
    for child, parent, code in (
        (one, other, "has-parent"),
        (problem, one, "circle"),
        (problem, other, "circle"),
        (other, one, "circle"),
    ):
        with pytest.raises(Refusal) as refused:
            linking.link(anna, child, parent, Link.INCIDENT)
        assert refused.value.code == code
    assert Link.objects.filter(kind=Link.INCIDENT).count() == 2


def test_incidents_are_told_each_in_their_own_thread(world: World) -> None:
    anna, (problem, one, two, three) = world.actor("anna"), _tickets(world, 4)
    for child in (one, two, three):
        linking.link(anna, child, problem, Link.INCIDENT)
    statuses.set_status(anna, three, default_status(Category.CLOSED), reason="withdrawn")
    told = telling.tell(anna, problem, "<p>All is well again.</p>", default_status(Category.RESOLVED))
    assert [each.ticket for each in told] == [one, two]
    for number, address in ((one, "c1@mail.example"), (two, "c2@mail.example")):
        message = Message.objects.get(ticket_id=number, direction="out")
        assert address in message.addresses and message.addresses.count("@") == 1
        assert Ticket.objects.get(pk=number).category == Category.RESOLVED
    with pytest.raises(Refusal) as refused:
        telling.tell(anna, problem, "<p>Again</p>")
    assert refused.value.code == "no-incidents"


def test_nearly_the_same_of_the_same_customer_within_a_fortnight_is_suggested(world: World) -> None:
    anna, ticket = world.actor("anna"), Ticket.objects.get(pk=world.near.ticket.pk)
    colin = Address("Colin", "colin@mail.example")
    linked = world.near.other.pk  # "Kettle leaks, again"
    mail(world.near.line, colin, "A bill of yours", "What is it for, please?")
    mail(world.near.line, Address("Dave", "dave@mail.example"), "Kettle leaks", "Kettle leaks since May.")
    late = Message.objects.get(inbound=mail(world.near.line, colin, "Kettle leaks!", "Once more."))
    other = duplicates.suggested(anna, ticket)
    assert [each.ticket.pk for each in other] == [late.ticket_id, linked]
    assert other[0].subject >= 75
    Ticket.objects.filter(pk=late.ticket_id).update(created_at=ticket.created_at + timedelta(days=15))
    assert [each.ticket.pk for each in duplicates.suggested(anna, ticket)] == [linked]
    Ticket.objects.filter(pk=late.ticket_id).update(created_at=ticket.created_at)
    assert duplicates.suggested(world.actor("sid"), ticket) == []
    duplicates.dismiss(anna, late.ticket_id, ticket.pk)
    assert [each.ticket.pk for each in duplicates.suggested(anna, ticket)] == [linked]


def test_whom_the_ticket_was_only_opened_to_does_not_split_it(world: World) -> None:
    # What is split off is the team's, so they would have made a ticket that they cannot see.
    ticket = world.near.ticket
    granting.grant(world.actor("anna"), ticket.pk, world.users["bo"])
    with pytest.raises(Forbidden):
        splitting.split(world.actor("bo"), ticket.pk, [world.near.message.pk])
