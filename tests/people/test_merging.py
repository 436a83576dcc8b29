"""Two contacts are one person, until they are two again."""

import pytest

from ringback.channels.adapters.email.parsed import Address
from ringback.kit.errors import Forbidden, Refusal, Stale, Unseen
from ringback.ledger.actor import SYSTEM
from ringback.people import contacts, duplicates, merging
from ringback.people.families import one_person
from ringback.people.models import Contact, Identity
from ringback.tickets import merging as tickets_merging
from ringback.tickets import searching
from ringback.tickets.models import Message, Participant, Ticket
from ringback.tickets.reached import reached
from ringback.tickets.replying import Written, reply
from tests.world import World, build, mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> World:
    return build()


def _wrote(world: World, name: str, address: str) -> Contact:
    came = mail(world.near.line, Address(name, address), f"From {name}", "The lid is loose.")
    return Message.objects.get(inbound=came).ticket.contact


def test_merging_moves_no_row_and_is_undone(world: World) -> None:
    colin, lena = world.near.contact, world.actor("lena")
    second = _wrote(world, "Colin Small", "colin@work.example")
    rows = [
        list(t.objects.order_by("pk").values_list("pk", "contact_id"))
        for t in (Ticket, Identity, Participant)
    ]
    assert merging.merge(lena, second.pk, colin.pk).pk == colin.pk
    assert one_person(second.pk) == one_person(colin.pk) == [colin.pk, second.pk]
    merging.unmerge(lena, second.pk)
    assert one_person(second.pk) == [second.pk]
    assert rows == [
        list(t.objects.order_by("pk").values_list("pk", "contact_id"))
        for t in (Ticket, Identity, Participant)
    ]


def test_mail_goes_on_coming_in_by_the_identity_it_came_from(world: World) -> None:
    second = _wrote(world, "Colin Small", "colin@work.example")
    merging.merge(SYSTEM, second.pk, world.near.contact.pk)
    came = mail(world.near.line, Address("", "colin@work.example"), "More", "And more.")
    assert Message.objects.get(inbound=came).ticket.contact_id == second.pk


def test_the_second_address_of_one_person_takes_part_where_the_first_does(world: World) -> None:
    second = _wrote(world, "Colin Small", "colin@work.example")
    answer, sender = world.near.answer, Address("", "colin@work.example")
    held = mail(world.near.line, sender, "Re: Kettle leaks", "One.", in_reply_to=[answer.message_id])
    assert held.end == "held"
    merging.merge(SYSTEM, second.pk, world.near.contact.pk)
    came = mail(world.near.line, sender, "Re: Kettle leaks", "Two.", in_reply_to=[answer.message_id])
    assert came.end == "threaded"


def test_who_serves_one_sees_whom_they_were_merged_into(world: World) -> None:
    """Bo's team serves Dora alone; she turns out to be Colin."""
    colin, dora, bo = world.near.contact, world.far.contact, world.actor("bo")
    assert not Contact.objects.visible_to(bo).filter(pk=colin.pk).exists()
    merging.merge(SYSTEM, dora.pk, colin.pk)
    assert Contact.objects.visible_to(bo).filter(pk=colin.pk).exists()
    assert {one.number for one in reached(bo, colin.pk)} == {world.near.ticket.pk, world.near.other.pk}
    assert not Ticket.objects.visible_to(bo).filter(pk=world.near.ticket.pk).exists()
    merging.unmerge(SYSTEM, dora.pk)
    assert not Contact.objects.visible_to(bo).filter(pk=colin.pk).exists()


def test_it_changes_nothing_about_what_a_customer_may_read(world: World) -> None:
    merging.merge(SYSTEM, world.far.contact.pk, world.near.contact.pk)
    for name, foreign in (("colin", world.far.ticket), ("dora", world.near.ticket)):
        assert not Ticket.objects.visible_to(world.actor(name)).filter(pk=foreign.pk).exists()


def test_tickets_of_one_person_are_merged_without_asking_twice(world: World) -> None:
    second = _wrote(world, "Colin Small", "colin@work.example")
    ticket = Ticket.objects.get(contact=second)
    with pytest.raises(Refusal):
        tickets_merging.merge(SYSTEM, ticket.pk, world.near.ticket.pk)
    merging.merge(SYSTEM, second.pk, world.near.contact.pk)
    tickets_merging.merge(SYSTEM, ticket.pk, world.near.ticket.pk)


def test_the_search_finds_the_one_by_the_words_of_the_other(world: World) -> None:
    second = _wrote(world, "Nicholas", "nick@work.example")
    merging.merge(SYSTEM, second.pk, world.near.contact.pk)
    assert searching.search(world.actor("anna"), "nicholas").contacts == [world.near.contact]


@pytest.mark.parametrize("name", ["itself", "circle", "no-such", "merged", "forbidden", "unseen"])
def test_what_can_not_be_merged_is_refused_by_name(name: str, world: World) -> None:
    colin, lena = world.near.contact.pk, world.actor("lena")
    second = _wrote(world, "Colin Small", "colin@work.example").pk
    third = _wrote(world, "Colm", "colm@work.example").pk
    if name in ("circle", "merged"):
        merging.merge(lena, second, colin)
    pair = {
        "itself": (colin, colin),
        "circle": (colin, second),
        "no-such": (second, world.far.contact.pk),
        "merged": (second, third),
        "forbidden": (second, colin),
        "unseen": (world.far.contact.pk, colin),
    }[name]
    with pytest.raises(Refusal) as refused:
        merging.merge(world.actor("anna") if name == "forbidden" else lena, *pair)
    kinds = {"merged": Stale, "forbidden": Forbidden, "unseen": Unseen}
    assert type(refused.value) is kinds.get(name, Refusal)
    assert refused.value.code == {"unseen": "not-found"}.get(name, name)


def test_whoever_was_merged_into_one_comes_along_and_back(world: World) -> None:
    one, two, three = (_wrote(world, f"Colin {n}", f"c{n}@work.example").pk for n in range(3))
    merging.merge(SYSTEM, one, two)
    merging.merge(SYSTEM, two, three)
    assert one_person(one) == [three, one, two]
    merging.unmerge(SYSTEM, two)
    assert (one_person(one), one_person(three)) == ([two, one], [three])


def test_what_is_known_of_a_merged_one_is_changed_with_the_other(world: World) -> None:
    second = _wrote(world, "Colin Small", "colin@work.example")
    merging.merge(SYSTEM, second.pk, world.near.contact.pk)
    with pytest.raises(Stale):
        contacts.change(world.actor("anna"), Contact.objects.get(pk=second.pk), {"name": "Nobody"})


def test_duplicates_are_suggested_with_what_speaks_for_them_and_no_others(world: World) -> None:
    lena, colin = world.actor("lena"), world.near.contact
    tagged = _wrote(world, "C. S.", "colin+shop@mail.example")
    near = _wrote(world, "Colin Smal", "c.small@mail.example")
    Contact.objects.filter(pk=colin.pk).update(name="Colin Small", folded="colin small")
    _wrote(world, "Colin Baxter", "colin.baxter@mail.example")
    _wrote(world, "Colin Small", "colin.small@other.example")
    found = duplicates.suggested(lena, Contact.objects.get(pk=colin.pk))
    assert {each.contact.pk: list(each.evidence) for each in found} == {
        tagged.pk: ["address"],
        near.pk: ["name", "domain"],
    }
    duplicates.dismiss(lena, near.pk, colin.pk)
    assert [e.contact.pk for e in duplicates.suggested(lena, Contact.objects.get(pk=colin.pk))] == [tagged.pk]
    assert duplicates.suggested(world.actor("anna"), colin) == []


def test_a_reply_of_the_family_reaches_the_address_that_asked(world: World) -> None:
    second = _wrote(world, "Colin Small", "colin@work.example")
    merging.merge(SYSTEM, second.pk, world.near.contact.pk)
    message = reply(world.actor("anna"), Ticket.objects.get(contact=second).pk, Written("<p>Yes.</p>"))
    assert "colin@work.example" in message.addresses
