"""Outbound tickets: we write first."""

import pytest

from ringback.channels.adapters.email.parsed import Address
from ringback.channels.models import Delivery, Inbound
from ringback.kit.errors import Forbidden, Refusal
from ringback.people import contacts
from ringback.tickets.models import Category, Message, Party, Ticket
from ringback.tickets.models.ticket import NEVER
from ringback.tickets.opening import Request, write_first
from ringback.tickets.parties import Part
from tests.world import World, mail, world

pytestmark = pytest.mark.django_db
__all__ = ["world"]


def _first(world: World, **more: object) -> Ticket:
    request = Request("Recall of your kettle", "<p>Please send it back.</p>", world.near.line, **more)  # type: ignore[arg-type]
    return write_first(world.actor("anna"), world.near.contact, request)


def test_the_first_message_goes_out_and_the_ticket_waits_for_them(world: World) -> None:
    before = Delivery.objects.count()
    ticket = _first(world)
    (message,) = Message.objects.filter(ticket=ticket)
    assert (message.direction, message.author_name) == (Message.OUT, "Anna")
    assert message.delivery is not None
    assert message.delivery.subject == f"Recall of your kettle [#{ticket.pk}]"
    assert Delivery.objects.count() == before + 1  # nobody acknowledges what nobody asked
    assert (ticket.is_outbound, ticket.category) == (True, Category.WAITING_FOR_CUSTOMER)
    assert (ticket.waiting_since, ticket.message_count) == (NEVER, 1)
    assert (ticket.owner, ticket.assignee) == (world.users["anna"], world.users["anna"])


def test_their_answer_continues_it_and_ours_is_a_reply(world: World) -> None:
    ticket = _first(world)
    said = Message.objects.get(ticket=ticket)
    sender = Address("Colin", "colin@mail.example")
    answer = mail(world.near.line, sender, "Re: Recall", "I will.", in_reply_to=[said.message_id])
    assert answer.end == Inbound.THREADED
    assert Ticket.objects.get(pk=ticket.pk).message_count == 2


def test_nobody_is_written_to_who_has_no_address(world: World) -> None:
    nobody = contacts.create(world.actor("anna"), {"name": "Eve"}, [], None)
    with pytest.raises(Refusal) as refused:
        write_first(world.actor("anna"), nobody, Request("Hello", "<p>Hello</p>", world.near.line))
    assert refused.value.code == "no-address"
    assert not Ticket.objects.filter(subject="Hello").exists()


def test_an_empty_first_word_opens_nothing(world: World) -> None:
    with pytest.raises(Refusal):
        write_first(world.actor("anna"), world.near.contact, Request("Hello", "<p> </p>", world.near.line))
    assert not Ticket.objects.filter(subject="Hello").exists()


def test_customers_write_to_nobody(world: World) -> None:
    with pytest.raises(Forbidden):
        write_first(world.actor("colin"), world.near.contact, Request("Hello", "<p>x</p>", world.near.line))


def test_on_behalf_of_somebody_it_stands_from_the_beginning(world: World) -> None:
    son = contacts.create(world.actor("anna"), {"name": "Son"}, [], None)
    ticket = _first(world, parties=[Part(son, Party.CONCERNED)])
    assert [party.contact for party in ticket.parties.all()] == [son]
