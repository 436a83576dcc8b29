"""TRUST 0.6: the same Message-ID with other content is kept, linked and flagged, never dropped."""

import pytest

from ringback.channels.models import Inbound, Line
from ringback.ledger.actor import Actor
from ringback.ledger.models import Event
from ringback.tickets.linking import links_of
from ringback.tickets.models import Link, Message
from tests.tickets.mails import arrive, mail, message_of, ticket_of
from tests.world import World, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> World:
    """The cast."""
    return build()


def test_the_same_id_with_other_content_opens_linked_and_flagged(support: Line, nora: Actor) -> None:
    first = arrive(support, mail("ann@x.example", message_id="one@x.example"))
    other = arrive(support, mail("eve@y.example", "Pay me", "Now.", message_id="one@x.example"))
    assert (other.end, other.reason) == (Inbound.OPENED, "possibly related")
    assert message_of(other).flags.split() == ["same-id"]
    assert message_of(first).flags == ""
    linked = [(row.kind, far.pk) for row, far in links_of(nora, ticket_of(other))]
    assert linked == [(Link.POSSIBLY, ticket_of(first).pk)]
    told = Event.objects.get(kind="message.id_reused")
    assert (told.subject_id, told.topic_id) == (message_of(other).pk, ticket_of(other).pk)


def test_a_mail_with_an_id_of_its_own_or_none_is_not_flagged(support: Line) -> None:
    for message_id in ("one@x.example", "two@x.example", "", ""):
        came = arrive(
            support,
            mail("ann@x.example", text=f"{message_id} {Inbound.objects.count()}", message_id=message_id),
        )
        assert message_of(came).flags == ""
    assert not Link.objects.exists()


def test_the_same_mail_at_another_line_is_not_flagged(support: Line, billing: Line) -> None:
    letter = mail("ann@x.example", message_id="one@x.example")
    arrive(support, letter)
    assert arrive(billing, letter).end == Inbound.THREADED
    assert [message.flags for message in Message.objects.all()] == [""]
    assert not Link.objects.exists()


def test_the_same_id_within_one_ticket_is_flagged_and_links_it_with_nothing(world: World) -> None:
    delivery = world.near.answer.delivery
    assert delivery is not None
    right = {
        "in_reply_to": [delivery.message_id],
        "message_id": world.near.message.message_id or "x@mail.example",
    }
    for text in ("One.", "Two."):
        came = arrive(world.near.line, mail("colin@mail.example", "Re: Kettle leaks", text, **right))
        assert came.end == Inbound.THREADED
    assert message_of(came).flags.split() == ["same-id"]
    assert not Link.objects.filter(ticket=world.near.ticket, kind=Link.POSSIBLY).exists()


def test_a_held_mail_is_flagged_and_links_nothing(world: World) -> None:
    delivery = world.near.answer.delivery
    assert delivery is not None
    elsewhere = arrive(world.near.line, mail("ann@x.example", message_id="one@x.example"))
    before = Link.objects.count()
    held = arrive(
        world.near.line,
        mail("eve@evil.example", "Re", "Me", message_id="one@x.example", in_reply_to=[delivery.message_id]),
    )
    assert held.end == Inbound.HELD
    assert message_of(held).flags.split() == ["same-id"]
    assert Link.objects.count() == before
    assert ticket_of(elsewhere) != ticket_of(held)


def test_a_reply_under_an_id_of_another_ticket_is_linked_with_it(world: World) -> None:
    delivery = world.near.answer.delivery
    assert delivery is not None
    elsewhere = arrive(world.near.line, mail("ann@x.example", message_id="one@x.example"))
    reply = mail(
        "colin@mail.example", "Re", "Me", message_id="one@x.example", in_reply_to=[delivery.message_id]
    )
    assert arrive(world.near.line, reply).end == Inbound.THREADED
    assert Link.objects.filter(
        ticket=world.near.ticket, other=ticket_of(elsewhere), kind=Link.POSSIBLY
    ).exists()
