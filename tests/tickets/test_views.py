"""What the built-in views show."""

import pytest

from ringback.access.standing import standing
from ringback.channels.models import Delivery, Line, Recipient
from ringback.ledger.actor import Actor
from ringback.tickets import following
from ringback.tickets.models import Message, Ticket
from ringback.tickets.replying import Written, reply
from ringback.tickets.views import VIEWS
from ringback.web.desk import said
from tests.tickets.mails import arrive, mail, ticket_of

pytestmark = pytest.mark.django_db


def _shown(by: Actor) -> list[Ticket]:
    return list(Ticket.objects.filter(VIEWS["undelivered"].only(standing(by))))


@pytest.mark.parametrize(
    ("delivery", "recipient", "is_lost"),
    [
        (Delivery.SENT, Recipient.SENT, False),
        (Delivery.DELAYED, Recipient.QUEUED, False),
        (Delivery.DELAYED, Recipient.FAILED, True),
        (Delivery.SENDING, Recipient.BOUNCED, True),
        (Delivery.FAILED, Recipient.FAILED, True),
        (Delivery.BOUNCED, Recipient.SENT, True),
    ],
)
def test_an_answer_that_did_not_reach_somebody_is_not_delivered(
    support: Line, nora: Actor, delivery: str, recipient: str, is_lost: bool
) -> None:
    ticket = ticket_of(arrive(support, mail("ada@example.org")))
    sent = reply(nora, ticket.pk, Written("<p>Please turn it off.</p>"))
    Delivery.objects.filter(pk=sent.delivery_id).update(state=delivery, failure="550 no such user")
    Recipient.objects.filter(delivery=sent.delivery_id).update(state=recipient)
    assert _shown(nora) == ([ticket] if is_lost else [])
    told = said.message(Message.objects.select_related("delivery").get(pk=sent.pk), [])
    assert told.trouble == ("550 no such user" if is_lost else "")


def test_what_one_follows_is_in_a_view_of_ones_own(support: Line, nora: Actor) -> None:
    ticket = ticket_of(arrive(support, mail("ada@example.org")))
    arrive(support, mail("bob@example.org"))
    following.start(nora, ticket.pk)
    shown = Ticket.objects.visible_to(nora).filter(VIEWS["followed"].only(standing(nora)))
    assert list(shown) == [ticket]
    following.stop(nora, ticket.pk)
    assert not shown.all().exists()
