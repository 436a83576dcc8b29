"""The timeline of a long ticket: whoever goes on before the oldest message meets everything, and meets it once."""

from datetime import timedelta

import pytest

from ringback.kit.clock import now
from ringback.ledger.actor import SYSTEM
from ringback.ledger.append import Fact, append
from ringback.tickets.models import Message, Note, Ticket
from ringback.tickets.timeline import MESSAGES, timeline
from tests.world import World, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> World:
    return build()


def _talk(world: World, messages: int, notes: int) -> Ticket:
    """A ticket of that many messages, a minute apart, with that many notes after each of them."""
    ticket, author = world.near.ticket, world.users["anna"]
    times = [now() + timedelta(minutes=n) for n in range(messages)]
    said = {"ticket": ticket, "direction": "in", "author_kind": "contact", "author_id": ticket.contact_id}
    Message.objects.bulk_create(Message(at=at, text=f"Word {n}", **said) for n, at in enumerate(times))
    Note.objects.bulk_create(
        Note(ticket=ticket, author=author, at=at + timedelta(seconds=n + 1), text="Noted")
        for at in times
        for n in range(notes)
    )
    return ticket


def test_earlier_pages_hold_what_was_noted_and_done_then_and_no_more(world: World) -> None:
    ticket = _talk(world, messages=2 * MESSAGES, notes=2)
    append(SYSTEM, *(Fact("ticket.edited", "ticket", ticket.pk, ticket.pk) for _ in range(310)))
    seen: list[tuple[str, int]] = []
    before = None
    while True:
        page = timeline(world.actor("anna"), ticket, before)
        assert [entry.at for entry in page] == sorted(entry.at for entry in page)
        seen += [(entry.kind, entry.body.pk) for entry in page]
        messages = [entry.body.pk for entry in page if entry.kind == "message"]
        if len(messages) < MESSAGES:
            break
        before = min(messages)
    assert len(seen) == len(set(seen))
    assert {pk for kind, pk in seen if kind == "message"} == set(ticket.messages.values_list("pk", flat=True))
    assert {pk for kind, pk in seen if kind == "note"} == set(ticket.notes.values_list("pk", flat=True))
    assert sum(kind == "event" for kind, _ in seen) >= 310


def test_a_short_ticket_shows_all_of_its_notes(world: World) -> None:
    ticket = _talk(world, messages=2, notes=70)
    shown = timeline(world.actor("anna"), ticket)
    assert sum(entry.kind == "note" for entry in shown) == ticket.notes.count() > MESSAGES


def test_a_page_takes_six_statements_however_much_is_on_it(
    world: World, django_assert_num_queries: object
) -> None:
    ticket, actor = _talk(world, messages=30, notes=3), world.actor("anna")
    with django_assert_num_queries(6):  # type: ignore[operator]
        timeline(actor, ticket)
