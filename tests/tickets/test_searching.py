"""Searching as people do: what is there and theirs is found, or they are told how to go on."""

from datetime import UTC, datetime, timedelta

import pytest

from ringback.access import staff
from ringback.kit.clock import now
from ringback.ledger.actor import SYSTEM
from ringback.people import contacts
from ringback.people.reaching import reach
from ringback.search.put import Entry, put_many
from ringback.tickets import linking, searching
from ringback.tickets.models import Message, Ticket
from ringback.tickets.searching import MOST_LOOKED_AT, search
from tests.world import World, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> World:
    return build()


def _found(world: World, name: str, line: str, zone: str = "") -> set[int]:
    return {result.ticket.pk for result in search(world.actor(name), line, zone=zone).results}


def _say(ticket: Ticket, author: str, text: str, at: datetime, times: int = 1) -> list[int]:
    """So many messages, as intake would have left them for the search."""
    of = {"ticket": ticket, "direction": "in", "author_kind": "contact", "author_id": ticket.contact_id}
    said = Message.objects.bulk_create(
        Message(at=at, text=text, author_name=author, **of) for _ in range(times)
    )
    put_many(Entry("message", one.pk, at, f"{author} {text}", ticket.pk) for one in said)
    return [one.pk for one in said]


def test_partners_learn_of_nobody_beyond_their_own_team(world: World) -> None:
    known, unknown = (search(world.actor("pia"), f"owner:{name}") for name in ("anna", "nobody-here"))
    assert known.results == unknown.results == []
    assert [said.replace("anna", "…") for said in known.problems] == [
        said.replace("nobody-here", "…") for said in unknown.problems
    ]
    assert known.problems
    assert search(world.actor("pia"), "owner:quinn").problems == []


def test_a_renamed_ticket_is_found_by_its_new_subject(world: World) -> None:
    linking.edit(world.actor("anna"), world.near.ticket.pk, {"subject": "Samovar drips"})
    assert _found(world, "anna", "subject:samovar") == {world.near.ticket.pk}
    assert _found(world, "anna", "drips -subject:samovar") == set()


def test_ones_own_contacts_are_found_though_others_have_newer_ones_of_the_name(world: World) -> None:
    mine = contacts.create(world.actor("anna"), {"name": "Ann Smith"}, [], None)
    for n in range(60):
        reach(contacts.create(SYSTEM, {"name": f"Smith {n}"}, [], None).pk, world.teams["South"].pk)
    assert search(world.actor("anna"), "smith").contacts == [mine]
    assert len(search(world.actor("max"), "smith").contacts) == searching.MOST_CONTACTS


def test_a_search_that_stops_early_says_so_and_goes_on(world: World) -> None:
    [old] = _say(world.near.ticket, "Zelda", "kettle", now() - timedelta(days=9))
    _say(world.near.ticket, "Nobody", "kettle zelda", now(), times=MOST_LOOKED_AT + 5)
    first = search(world.actor("anna"), "kettle from:zelda")
    assert first.results == []
    assert first.next is not None
    assert first.problems
    rest = search(world.actor("anna"), "kettle from:zelda", before=first.next)
    assert [result.id for result in rest.results] == [old]
    assert (rest.next, list(rest.problems)) == (None, [])


def test_a_day_is_a_day_where_the_searcher_lives(world: World) -> None:
    ticket = world.near.ticket
    Ticket.objects.filter(pk=ticket.pk).update(created_at=datetime(2026, 5, 1, 3, tzinfo=UTC))
    _say(ticket, "Zelda", "samovar", datetime(2026, 5, 1, 3, tzinfo=UTC))
    staff.change(SYSTEM, world.users["anna"].pk, {"time_zone": "America/New_York"})
    for line in ("number:{0} before:2026-05-01", "samovar before:2026-05-01"):
        asked = line.format(ticket.pk)
        assert _found(world, "anna", asked) == {ticket.pk}, asked
        assert _found(world, "anna", asked, zone="Europe/Berlin") == set(), asked
        assert _found(world, "lena", asked) == set(), asked


def test_customers_find_no_word_from_before_they_took_part(world: World) -> None:
    assert _found(world, "colin", "kettle") == {world.near.ticket.pk, world.near.other.pk}
    world.near.ticket.participants.filter(contact=world.near.contact).update(from_message_id=10**9)
    assert _found(world, "colin", "since") == set()
    assert {
        result.text for result in search(world.actor("colin"), f"number:{world.near.ticket.pk}").results
    } == {""}
