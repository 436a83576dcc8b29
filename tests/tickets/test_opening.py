"""What somebody decides about a receipt that could not be read, or was ignored."""

import pytest

from ringback.access.identify import actor_of
from ringback.access.models import Membership, Team, User
from ringback.channels.models import Inbound, Line
from ringback.kit.clock import now
from ringback.kit.errors import Forbidden, Refusal, Stale, Unseen
from ringback.ledger.actor import Actor
from ringback.ledger.models import Event
from ringback.people import contacts
from ringback.tickets import opening, statuses
from ringback.tickets.health import is_well
from ringback.tickets.models import Category, Ticket
from ringback.tickets.opening import Request
from ringback.tickets.statuses import default_status
from tests.tickets.mails import arrive, mail
from tests.world import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def unread(support: Line) -> Inbound:
    return arrive(support, mail(""))


def _events(kind: str, inbound: Inbound) -> int:
    return Event.objects.filter(kind=kind, subject_id=inbound.pk).count()


def test_that_nothing_is_to_be_done_is_decided_once(unread: Inbound, nora: Actor) -> None:
    decided = opening.dismiss(nora, unread.pk).handled_at
    assert decided is not None
    assert is_well()
    assert opening.dismiss(nora, unread.pk).handled_at == decided
    assert Inbound.objects.get(pk=unread.pk).end == Inbound.QUARANTINED
    assert _events("inbound.dismissed", unread) == 1


def test_what_was_ignored_waits_for_no_decision(support: Line, nora: Actor) -> None:
    ignored = arrive(support, mail("mailer-daemon@example.org", kind="auto-reply"))
    with pytest.raises(Refusal):
        opening.dismiss(nora, ignored.pk)
    assert Inbound.objects.get(pk=ignored.pk).handled_at is None


def test_what_became_a_ticket_is_neither_dismissed_nor_read_again(support: Line, nora: Actor) -> None:
    opened = arrive(support, mail("ada@example.org"))
    for verb in (opening.dismiss, opening.try_again):
        with pytest.raises(Stale):
            verb(nora, opened.pk)


def test_what_is_read_again_waits_again_for_a_decision(unread: Inbound, nora: Actor) -> None:
    opening.dismiss(nora, unread.pk)
    opening.try_again(nora, unread.pk)
    again = arrive(unread.line, mail(""), raw=b"\x00 another that nobody can read")
    Inbound.objects.filter(pk=unread.pk).update(end=Inbound.QUARANTINED)
    opening.dismiss(nora, again.pk)
    assert not is_well()


def test_who_only_sees_a_receipt_does_not_decide_about_it(
    unread: Inbound, omar: Actor, payments: Team
) -> None:
    both = User.objects.create(email="b@desk.example", roles="manager agent", created_at=now())
    Membership.objects.create(team=payments, user=both)
    boss = User.objects.create(email="m@desk.example", roles="manager", created_at=now())
    for by, no in ((actor_of(both), Forbidden), (actor_of(boss), Forbidden), (omar, Unseen)):
        for verb in (opening.dismiss, opening.try_again):
            with pytest.raises(no):
                verb(by, unread.pk)
    assert Inbound.objects.get(pk=unread.pk).handled_at is None


def test_a_ticket_made_by_hand_settles_its_receipt(unread: Inbound, nora: Actor) -> None:
    opening.open_by_hand(nora, unread.pk, "ada@example.org", "Read from the raw mail", "<p>What it says</p>")
    assert Inbound.objects.get(pk=unread.pk).handled_at is not None
    assert _events("inbound.handled", unread) == 1


def test_a_word_that_came_by_no_mail_brings_a_resolved_ticket_back(support: Line, nora: Actor) -> None:
    arrive(support, mail("ada@example.org"))
    ticket = Ticket.objects.get()
    ada = User.objects.create(email="ada@example.org", created_at=now())
    ticket.contact.user = ada
    ticket.contact.save()
    statuses.set_status(nora, ticket.pk, default_status(Category.RESOLVED))
    opening.add_word(actor_of(ada), ticket.pk, "<p>It leaks again.</p>")
    assert Ticket.objects.get().category == Category.OPEN


def test_customers_speak_for_themselves_and_the_house_says_where(db: None) -> None:
    world = build()
    colin, dora, near, far = world.actor("colin"), world.actor("dora"), world.near, world.far
    with pytest.raises(Unseen):
        opening.open_for(colin, far.contact, Request("Lid", "<p>It rattles.</p>"))
    with pytest.raises(Forbidden):
        contacts.change(colin, far.contact, {"name": "Nobody"})
    asked = opening.open_for(colin, near.contact, Request("Lid", "<p>It rattles.</p>", team=far.team))
    assert (asked.contact, asked.team) == (near.contact, near.team)
    word = opening.add_word(dora, far.ticket.pk, "<p>And the bell?</p>")
    assert (word.author_id, word.author_name) == (far.contact.pk, far.contact.name)
