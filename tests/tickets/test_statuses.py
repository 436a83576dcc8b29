"""Where a ticket stands."""

import json
from datetime import timedelta

import pytest

from ringback.channels.models import Line
from ringback.kit.clock import now
from ringback.kit.errors import Refusal
from ringback.ledger.actor import Actor
from ringback.ledger.models import Event
from ringback.tickets import statuses
from ringback.tickets.models import Category, Ticket
from ringback.tickets.models.ticket import NEVER
from ringback.tickets.statuses import default_status
from tests.tickets.mails import arrive, mail, ticket_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(support: Line) -> Ticket:
    return ticket_of(arrive(support, mail("ada@example.org")))


def test_a_scheduled_ticket_keeps_the_agreed_time_until_it_goes_on(ticket: Ticket, nora: Actor) -> None:
    scheduled, agreed = default_status(Category.SCHEDULED), now() + timedelta(days=3)
    after = statuses.set_status(nora, ticket.pk, scheduled, scheduled_for=agreed)
    assert (after.scheduled_for, after.attention_at) == (agreed, agreed)
    kept = Ticket.objects.get(pk=ticket.pk)
    assert (kept.scheduled_for, kept.attention_at) == (agreed, agreed)
    changed = Event.objects.filter(kind="ticket.status_changed", subject_id=ticket.pk).latest("id")
    assert json.loads(changed.data)["scheduled_for"] == int(agreed.timestamp())
    later = statuses.set_status(nora, ticket.pk, scheduled, scheduled_for=agreed + timedelta(hours=1))
    assert later.scheduled_for == agreed + timedelta(hours=1)
    same = statuses.set_status(nora, ticket.pk, scheduled)
    assert (same.scheduled_for, same.version) == (later.scheduled_for, later.version)
    back = statuses.set_status(nora, ticket.pk, default_status(Category.OPEN))
    assert (back.scheduled_for, back.attention_at) == (None, NEVER)


def test_only_a_scheduled_ticket_has_a_date(ticket: Ticket, nora: Actor) -> None:
    with pytest.raises(Refusal):
        statuses.set_status(nora, ticket.pk, default_status(Category.OPEN), scheduled_for=now())


def test_a_customers_word_ends_the_appointment(support: Line, ticket: Ticket, nora: Actor) -> None:
    statuses.set_status(nora, ticket.pk, default_status(Category.SCHEDULED), scheduled_for=now())
    from_them = mail("ada@example.org", f"Re: Boiler shows E4 [#{ticket.pk}]")
    arrive(support, from_them, is_authentic=True)
    after = Ticket.objects.get(pk=ticket.pk)
    assert (after.category, after.scheduled_for) == (Category.OPEN, None)
