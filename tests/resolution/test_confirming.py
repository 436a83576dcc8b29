"""The outcome is stated and asked about once; yes, no and silence each have their end."""

import pytest

from ringback.access.models import Membership
from ringback.channels.adapters.email.parsed import Address
from ringback.channels.models import Delivery
from ringback.kit import clock
from ringback.kit.errors import Refusal, Unseen
from ringback.ledger.actor import SYSTEM
from ringback.ledger.models import Event
from ringback.people import contacts
from ringback.resolution.answering import answer, spoken
from ringback.resolution.models import Confirmation
from ringback.resolution.resolving import resolve
from ringback.resolution.results import results
from ringback.resolution.silence import close_silent
from ringback.tickets import linking, statuses
from ringback.tickets.models import Category, Message, Participant, Ticket
from ringback.tickets.replying import Written
from tests.resolution.cases import after, back, parts, resolved, secret_of, sent, ticket
from tests.world import ARRIVED, World


def test_one_mail_states_the_outcome_and_asks(world: World) -> None:
    before = Delivery.objects.count()
    found = resolved(world)
    assert Delivery.objects.count() == before + 1
    text, html = parts(found)
    for part in (text, html):
        assert "new kettle" in part
        assert f"#{world.near.ticket.pk} settled" in part
        assert part.count("?answer=yes") == part.count("?answer=no") == 1
    assert "confirm" not in found.message.html + found.message.text, "the thread shows what the author wrote"
    assert ticket(world).category == Category.RESOLVED
    assert found.question and str(found.question.digest) not in text + html
    kinds = set(Event.objects.filter(topic_id=ticket(world).pk).values_list("kind", flat=True))
    assert {"message.sent", "confirmation.asked", "ticket.status_changed"} <= kinds


def test_yes_closes_as_confirmed(world: World) -> None:
    found = resolved(world)
    before = Delivery.objects.count()
    answer(secret_of(found), True)
    assert (ticket(world).category, ticket(world).closing_reason) == (Category.CLOSED, "confirmed")
    assert Delivery.objects.count() == before, "nothing is mailed"
    assert results(world.actor("anna"), ARRIVED) == {"yes": 1, "no": 0, "silence": 0}


def test_silence_closes_after_the_period_and_not_before(world: World) -> None:
    found = resolved(world)
    for moment in (after(found, seconds=-1), after(found)):
        with clock.at(moment):
            close_silent(SYSTEM, moment)
        before = moment < after(found)
        assert (ticket(world).category == Category.RESOLVED) == before
    assert ticket(world).closing_reason == "silence"
    assert results(world.actor("anna"), ARRIVED) == {"yes": 0, "no": 0, "silence": 1}


def test_a_question_that_never_arrived_is_no_silence(world: World) -> None:
    found = resolved(world)
    Delivery.objects.filter(message=found.message).update(state=Delivery.BOUNCED)
    with clock.at(after(found, days=1)):
        assert close_silent(SYSTEM, after(found, days=1)) == 0
    assert ticket(world).category == Category.RESOLVED


def test_no_comes_back_to_its_owner_with_what_is_missing(world: World) -> None:
    found = resolved(world)
    Ticket.objects.filter(pk=ticket(world).pk).update(assignee=None)
    answer(secret_of(found), False, "It drips from the lid.")
    again = ticket(world)
    assert again.category == Category.OPEN
    assert (again.assignee, again.owner) == (world.near.agent, world.near.agent)
    said = Message.objects.get(pk=again.last_message_id)
    assert (said.text, said.direction, said.author_kind) == ("It drips from the lid.", "in", "contact")
    assert again.waiting_since < clock.now()


def test_a_no_that_says_thanks_is_a_no(world: World) -> None:
    answer(secret_of(resolved(world)), False, "Thank you")
    assert ticket(world).category == Category.OPEN


def test_the_second_no_goes_to_who_leads_the_team(world: World) -> None:
    answer(secret_of(resolved(world)), False)
    assert ticket(world).assignee == world.near.agent
    answer(secret_of(resolved(world)), False)
    assert ticket(world).assignee == world.users["lena"]
    assert ticket(world).attention_at <= clock.now()
    assert ticket(world).owner == world.near.agent


def test_the_second_no_without_a_leader_lies_open_and_is_marked(world: World) -> None:
    Membership.objects.filter(team=world.near.team).update(is_leader=False)
    answer(secret_of(resolved(world)), False)
    answer(secret_of(resolved(world)), False)
    assert ticket(world).assignee is None
    assert ticket(world).attention_at <= clock.now()


def test_the_first_answer_stands(world: World) -> None:
    secret = secret_of(resolved(world))
    answer(secret, True)
    for is_yes in (True, False):
        with pytest.raises(Refusal) as refused:
            answer(secret, is_yes)
        assert refused.value.code == "answered"
    assert ticket(world).closing_reason == "confirmed"


def test_the_link_lives_seven_days_longer(world: World) -> None:
    found = resolved(world)
    with clock.at(after(found)):
        close_silent(SYSTEM, after(found))
    with clock.at(after(found, days=7)), pytest.raises(Unseen):
        answer(secret_of(found), False)
    assert ticket(world).closing_reason == "silence"
    with clock.at(after(found, days=6)):
        answer(secret_of(found), False)
    assert ticket(world).category == Category.OPEN


def test_a_late_yes_is_a_yes(world: World) -> None:
    found = resolved(world)
    with clock.at(after(found, days=1)):
        close_silent(SYSTEM, after(found, days=1))
        answer(secret_of(found), True)
    assert ticket(world).closing_reason == "confirmed"
    assert results(world.actor("anna"), ARRIVED) == {"yes": 1, "no": 0, "silence": 0}


@pytest.mark.parametrize("secret", ["", "0" * 64, "../", "%20", "a" * 63])
def test_no_link_of_another_making_opens(world: World, secret: str) -> None:
    resolved(world)
    with pytest.raises(Unseen):
        answer(secret, True)


def test_a_mail_reopens_and_overtakes_the_question(world: World) -> None:
    found = resolved(world)
    back(world, found, "It still drips.")
    assert ticket(world).category == Category.OPEN
    with pytest.raises(Refusal) as refused:
        answer(secret_of(found), True)
    assert refused.value.code == "overtaken"
    question = Confirmation.objects.get()
    assert question.withdrawn_at and not question.answer, "nothing is guessed"


def test_thanks_reopens_nothing_and_is_no_yes(world: World) -> None:
    found = resolved(world)
    back(world, found, "Thank you!\n\nColin")
    assert ticket(world).category == Category.RESOLVED
    assert Message.objects.filter(ticket=ticket(world), text__startswith="Thank you").exists()
    assert Confirmation.objects.get().answer == ""
    with clock.at(after(found)):
        assert close_silent(SYSTEM, after(found)) == 1
    assert ticket(world).closing_reason == "silence"


def test_mail_after_closing_is_a_repeat_contact(world: World) -> None:
    found = resolved(world)
    answer(secret_of(found), True)
    back(world, found, "It drips again.")
    repeated = Event.objects.get(kind="ticket.repeated")
    fresh = Ticket.objects.get(pk=repeated.subject_id)
    assert fresh.pk != ticket(world).pk
    assert fresh.owner == world.near.agent
    assert ticket(world).category == Category.CLOSED


@pytest.mark.parametrize("is_yes", [True, False])
def test_what_was_spoken_is_recorded_and_nothing_is_mailed(world: World, is_yes: bool) -> None:
    resolved(world)
    before = Delivery.objects.count()
    said = spoken(world.actor("anna"), ticket(world).pk, is_yes)
    assert (said.way, said.noted_by) == ("spoken", world.users["anna"])
    assert ticket(world).category == (Category.CLOSED if is_yes else Category.OPEN)
    assert Delivery.objects.count() == before
    assert Confirmation.objects.count() == 1


def test_what_was_spoken_needs_no_question(world: World) -> None:
    statuses.set_status(world.actor("anna"), world.near.ticket.pk, statuses.default_status(Category.RESOLVED))
    spoken(world.actor("anna"), world.near.ticket.pk, True)
    assert ticket(world).closing_reason == "confirmed"


def _spam(world: World) -> None:
    linking.shelve(world.actor("anna"), world.near.ticket.pk, "spam")


def _anonymous(world: World) -> None:
    Participant.objects.filter(ticket=world.near.ticket, role="requester").update(address="", folded="")


def _silent(world: World) -> None:
    Ticket.objects.filter(pk=world.near.ticket.pk).update(is_silent=True)


def _internal(world: World) -> None:
    parts = Participant.objects.filter(ticket=world.near.ticket, role="requester")
    parts.update(address="bo@house.example", folded="bo@house.example")


def _automatic(world: World) -> None:
    Message.objects.filter(ticket=world.near.ticket, direction="in").update(is_automatic=True)


@pytest.mark.parametrize("excluded", [_spam, _anonymous, _silent, _internal, _automatic])
def test_who_is_not_asked(world: World, excluded) -> None:  # type: ignore[no-untyped-def]
    excluded(world)
    to = Written("<p>Done.</p>", to=[], based_on=None)
    if excluded is _anonymous:
        to = Written("<p>Done.</p>", to=[Address("", "friend-of-colin@mail.example")], addressed=True)
    found = resolve(world.actor("anna"), world.near.ticket.pk, to)
    assert found.question is None
    assert found.not_asked == excluded.__name__[1:]
    assert "/confirm/" not in parts(found)[0]
    assert ticket(world).category == Category.RESOLVED
    assert not Confirmation.objects.exists()


def test_one_question_for_one_incident(world: World) -> None:
    resolved(world)
    second = resolve(world.actor("anna"), world.near.other.pk, Written("<p>The same.</p>"))
    assert (second.question, second.not_asked) == (None, "asked-already")


def test_a_customer_of_another_language_is_asked_in_one_there_is(world: World) -> None:
    contacts.change(SYSTEM, world.near.contact, {"language": "tlh"})
    assert "settled with this" in parts(resolved(world))[0]


def test_nothing_resolved_is_resolved_again(world: World) -> None:
    resolved(world)
    with pytest.raises(Refusal):
        resolve(world.actor("anna"), ticket(world).pk, Written("<p>Again.</p>"))


def test_nobody_resolves_what_they_do_not_see(world: World) -> None:
    with pytest.raises(Unseen):
        resolve(world.actor("bo"), ticket(world).pk, Written("<p>x</p>"))
    found = resolved(world)
    sent(found)
    with pytest.raises(Unseen):
        spoken(world.actor("bo"), ticket(world).pk, True)
