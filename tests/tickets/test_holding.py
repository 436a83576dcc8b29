"""Held messages: who decides, what a late decision leaves alone, and what second copies do after it."""

from datetime import timedelta

import pytest

from ringback.channels.adapters.email.parsed import Address
from ringback.channels.models import Inbound, Line
from ringback.kit.clock import now
from ringback.kit.errors import Forbidden, Unseen
from ringback.ledger.actor import Actor
from ringback.tickets import holding
from ringback.tickets.models import Message, Participant, Ticket
from ringback.tickets.replying import Written, reply
from tests.tickets.mails import arrive, mail, message_of, ticket_of
from tests.world import World, build

pytestmark = pytest.mark.django_db
ADA, EVE = "ada@example.org", "eve@evil.example"
RAW = b"From: eve@evil.example\r\n\r\nLet me in"


@pytest.fixture
def answer(support: Line, nora: Actor) -> Message:
    """Nora's answer to Ada, whose mail named Eve as well."""
    ticket = ticket_of(arrive(support, mail(ADA, cc=[Address("Eve", EVE)])))
    return reply(nora, ticket.pk, Written("<p>Please turn it off.</p>"))


def _sees(actor: Actor, message: Message) -> bool:
    return Ticket.objects.visible_to(actor).filter(pk=message.ticket_id).exists()


def test_whoever_was_only_copied_is_a_stranger_to_the_thread(support: Line, answer: Message) -> None:
    inbound = arrive(support, mail(EVE, in_reply_to=[answer.message_id]))
    assert inbound.end == Inbound.HELD
    assert not Participant.objects.get(ticket=answer.ticket_id, address=EVE).is_confirmed


def test_whoever_was_copied_takes_part_once_their_held_message_is_accepted(
    support: Line, answer: Message, nora: Actor
) -> None:
    held = message_of(arrive(support, mail(EVE, in_reply_to=[answer.message_id])))
    holding.accept(nora, held.pk)
    assert Participant.objects.get(ticket=answer.ticket_id, address=EVE).is_confirmed


def test_a_late_decision_makes_the_ticket_no_older(support: Line, answer: Message, nora: Actor) -> None:
    strange = mail(EVE, in_reply_to=[answer.message_id])
    held = message_of(arrive(support, strange, at=now() - timedelta(hours=5)))
    arrive(support, mail(ADA, in_reply_to=[answer.message_id]))
    before = Ticket.objects.get(pk=answer.ticket_id)
    holding.accept(nora, held.pk)
    assert Ticket.objects.get(pk=answer.ticket_id).updated_at == before.updated_at


def test_a_late_decision_leaves_the_newest_words_in_lists(
    support: Line, answer: Message, nora: Actor
) -> None:
    held = message_of(arrive(support, mail(EVE, text="Let me in", in_reply_to=[answer.message_id])))
    arrive(support, mail(ADA, text="It is off now", in_reply_to=[answer.message_id]))
    holding.accept(nora, held.pk)
    assert Ticket.objects.get(pk=answer.ticket_id).excerpt == "It is off now"


@pytest.mark.parametrize("belongs", [True, False])
def test_a_second_copy_after_the_decision_follows_it(
    support: Line, billing: Line, answer: Message, nora: Actor, omar: Actor, belongs: bool
) -> None:
    strange = mail(EVE, in_reply_to=[answer.message_id])
    held = message_of(arrive(support, strange, raw=RAW))
    (holding.accept if belongs else holding.reject)(nora, held.pk)
    again = arrive(billing, strange, raw=RAW)
    assert (again.end == Inbound.THREADED, _sees(omar, answer)) == (belongs, belongs)


@pytest.mark.parametrize("name", ["pia", "max", "sid", "gail", "colin"])
def test_whoever_sees_a_held_message_does_not_yet_decide_about_it(name: str) -> None:
    world: World = build()
    for decide in (holding.accept, holding.reject):
        with pytest.raises((Forbidden, Unseen) if name == "colin" else Forbidden):
            decide(world.actor(name), world.near.held.pk)
    assert Message.objects.get(pk=world.near.held.pk).state == Message.HELD
