"""Parties: named, let in by proof, shut out when it is over."""

from datetime import timedelta

import pytest
import time_machine

from ringback.channels.adapters.email.parsed import Address
from ringback.channels.models import Inbound
from ringback.kit.clock import now
from ringback.kit.errors import Forbidden, Refusal, Unseen
from ringback.ledger.actor import SYSTEM
from ringback.ledger.models import Event
from ringback.people import contacts
from ringback.people.models import Contact
from ringback.tickets import merging, participating, parties
from ringback.tickets.models import Message, Participant, Party, Ticket
from ringback.tickets.parties import Authority, Part
from ringback.tickets.replying import Written, reply
from tests.world import World, mail, world

pytestmark = pytest.mark.django_db
__all__ = ["world"]
SHOWN = Authority(Party.WRITTEN, "A letter of 3 May", "may agree to anything")


@pytest.fixture
def dora(world: World) -> Contact:
    """Known to the house, and no part of the near ticket."""
    return world.far.contact


def _speaks(world: World, dora: Contact, authority: Authority | None = SHOWN) -> Party:
    return parties.add(world.actor("anna"), world.near.ticket.pk, Part(dora, Party.REPRESENTATIVE, authority))


def _sees(world: World) -> bool:
    return Ticket.objects.visible_to(world.actor("dora")).filter(pk=world.near.ticket.pk).exists()


def _to(world: World) -> set[str]:
    answer = reply(world.actor("anna"), world.near.ticket.pk, Written("<p>So it is.</p>"))
    assert answer.delivery is not None
    return set(answer.delivery.recipients.values_list("folded", flat=True))


def test_a_part_alone_opens_nothing(world: World, dora: Contact) -> None:
    for role in (Party.CONCERNED, Party.PAYER):
        parties.add(world.actor("anna"), world.near.ticket.pk, Part(dora, role))
    _speaks(world, dora, Authority())
    assert not _sees(world)
    assert "dora@mail.example" not in _to(world)


def test_a_representative_with_proof_takes_part_from_now_on(world: World, dora: Contact) -> None:
    party = _speaks(world, dora)
    assert (party.is_authorised, party.represents) == (True, world.near.contact)
    assert _sees(world)
    assert not Message.objects.visible_to(world.actor("dora")).filter(ticket=world.near.ticket).exists()
    assert "dora@mail.example" in _to(world)


def test_when_their_time_is_over_they_take_part_no_more(world: World, dora: Contact) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        _speaks(world, dora, Authority(Party.WRITTEN, until=now() + timedelta(days=3)))
        assert (parties.lapse_due(now()), _sees(world)) == (0, True)
        clock.shift(timedelta(days=3))
        assert parties.lapse_due(now()) == 1
        assert not _sees(world)
        assert "dora@mail.example" not in _to(world)
        assert parties.lapse_due(now()) == 0


def test_what_they_write_then_is_held(world: World, dora: Contact) -> None:
    party = _speaks(world, dora)
    answer = reply(world.actor("anna"), world.near.ticket.pk, Written("<p>So it is.</p>"))
    sender = Address("Dora", "dora@mail.example")
    before = mail(world.near.line, sender, "Re: Kettle leaks", "Yes.", in_reply_to=[answer.message_id])
    parties.end(world.actor("anna"), party.pk)
    after = mail(world.near.line, sender, "Re: Kettle leaks", "No.", in_reply_to=[answer.message_id])
    assert [before.end, after.end] == [Inbound.THREADED, Inbound.HELD]


@pytest.mark.parametrize("way", ["reply", "add", "suggested"])
def test_nobody_lets_them_in_again_without_proof(world: World, dora: Contact, way: str) -> None:
    party = _speaks(world, dora)
    parties.authorise(world.actor("anna"), party.pk, Authority(Party.NO_PROOF))
    assert not _sees(world)
    by, number, address = world.actor("anna"), world.near.ticket.pk, Address("Dora", "dora@mail.example")
    part = Participant.objects.get(ticket=world.near.ticket, folded=address.address)
    with pytest.raises(Refusal) as refused:
        if way == "reply":
            reply(by, number, Written("<p>Hello</p>", to=[address]))
        elif way == "add":
            participating.add(by, number, address)
        else:
            participating.confirm(by, number, part.pk)
    assert refused.value.code == "authority"
    assert not _sees(world)
    parties.authorise(by, party.pk, SHOWN)
    assert _sees(world)


def test_a_requester_who_spoke_for_another_is_shut_out_too(world: World, dora: Contact) -> None:
    anna, number = world.actor("anna"), world.near.ticket.pk
    speaks = Part(world.near.contact, Party.REPRESENTATIVE, SHOWN, represents=dora)
    party = parties.add(anna, number, speaks)
    parties.end(anna, party.pk)
    assert not Ticket.objects.visible_to(world.actor("colin")).filter(pk=number).exists()
    with pytest.raises(Refusal) as refused:
        reply(anna, number, Written("<p>Hello</p>", to=[Address("Colin", "colin@mail.example")]))
    assert refused.value.code == "authority"


def test_who_still_represents_somebody_else_stays(world: World, dora: Contact) -> None:
    anna, number = world.actor("anna"), world.near.ticket.pk
    _speaks(world, dora)
    son = contacts.create(anna, {"name": "Son"}, [], None)
    with pytest.raises(Refusal) as refused:
        parties.add(anna, number, Part(dora, Party.REPRESENTATIVE, SHOWN, represents=son))
    assert refused.value.code == "taken"


def test_it_holds_across_a_merge(world: World, dora: Contact) -> None:
    anna = world.actor("anna")
    party = _speaks(world, dora)
    merging.merge(anna, world.near.ticket.pk, world.near.other.pk)
    above = Ticket.objects.get(pk=world.near.other.pk)
    assert [one.pk for one in parties.parties_of(anna, above)] == [party.pk]
    parties.end(anna, party.pk)
    assert not Ticket.objects.visible_to(world.actor("dora")).filter(pk=above.pk).exists()
    with pytest.raises(Refusal):
        reply(anna, above.pk, Written("<p>Hello</p>", to=[Address("Dora", "dora@mail.example")]))


@pytest.mark.parametrize(
    ("part", "code"),
    [
        (lambda dora: Part(dora, "boss"), "no-role"),
        (lambda dora: Part(dora, Party.PAYER, SHOWN), "not-a-representative"),
        (lambda dora: Part(dora, Party.REPRESENTATIVE, SHOWN, represents=dora), "themselves"),
        (lambda dora: Part(dora, Party.REPRESENTATIVE, Authority("rumour")), "no-proof"),
        (lambda dora: Part(dora, Party.REPRESENTATIVE, Authority(until=now() - timedelta(1))), "over"),
    ],
)
def test_what_makes_no_sense_is_refused(world: World, dora: Contact, part: object, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        parties.add(world.actor("anna"), world.near.ticket.pk, part(dora))  # type: ignore[operator]
    assert refused.value.code == code
    assert not Party.objects.exists()


def test_nobody_has_the_same_part_twice_and_nothing_ends_twice(world: World, dora: Contact) -> None:
    anna, part = world.actor("anna"), Part(dora, Party.PAYER)
    party = parties.add(anna, world.near.ticket.pk, part)
    with pytest.raises(Refusal):
        parties.add(anna, world.near.ticket.pk, part)
    parties.end(anna, party.pk)
    with pytest.raises(Refusal):
        parties.end(anna, party.pk)
    assert parties.add(anna, world.near.ticket.pk, part).pk != party.pk
    told = Event.objects.filter(subject_kind="party").order_by("id").values_list("kind", flat=True)
    assert list(told) == ["party.added", "party.ended", "party.added"]


def test_who_sees_or_may_do_nothing_there_does_nothing(world: World, dora: Contact) -> None:
    party = _speaks(world, dora)
    for name, error in {"bo": Unseen, "pia": Unseen, "colin": Unseen, "max": Forbidden}.items():
        with pytest.raises(error):
            parties.end(world.actor(name), party.pk)
    assert not Party.objects.visible_to(world.actor("colin")).exists()
    assert not Party.objects.visible_to(world.actor("dora")).exists()


def test_the_clock_is_the_desk_itself(world: World, dora: Contact) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        _speaks(world, dora, Authority(Party.SPOKEN, until=now() + timedelta(hours=1)))
        clock.shift(timedelta(hours=2))
        parties.lapse_due(now())
    ended = Event.objects.get(kind="party.ended")
    assert ended.actor_kind == SYSTEM.kind
