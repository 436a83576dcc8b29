"""Withheld acknowledgements, all at once: sent within the limits or discarded, each with its event, never twice."""

from datetime import timedelta

import pytest

from ringback.access.identify import actor_of
from ringback.access.models import User
from ringback.channels import automatic_limits, outbox
from ringback.channels.models import Delivery, Line
from ringback.channels.sending import send_due
from ringback.kit import clock
from ringback.kit.clock import now
from ringback.kit.errors import Forbidden, Refusal, Unseen
from ringback.ledger.actor import SYSTEM, Actor
from ringback.ledger.models import Event
from ringback.tickets import delivered, granting, releasing
from tests.tickets.mails import arrive, mail, ticket_of

pytestmark = pytest.mark.django_db


def _withheld(line: Line, *senders: str) -> list[Delivery]:
    """An acknowledgement for each, taken in after an outage."""
    late = now() - timedelta(hours=30)
    tickets = [ticket_of(arrive(line, mail(sender), at=late)) for sender in senders]
    return [Delivery.objects.get(acknowledgement__ticket=ticket) for ticket in tickets]


def _states(*rows: Delivery) -> list[str]:
    return [Delivery.objects.get(pk=row.pk).state for row in rows]


def _events(kind: str) -> list[int]:
    return list(Event.objects.filter(kind=kind).order_by("id").values_list("subject_id", flat=True))


def _people(count: int) -> list[str]:
    return [f"ada{number}@example.org" for number in range(count)]


def test_all_that_wait_are_sent_and_each_has_its_event(
    support: Line, nora: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(releasing, "BATCH", 2)
    rows = _withheld(support, *_people(5))
    assert releasing.release_all(nora) == releasing.Decided(5, 0, 0)
    assert _states(*rows) == ["queued"] * 5
    assert _events("delivery.retried") == [row.pk for row in rows]


def test_pressing_twice_sends_nothing_twice(support: Line, nora: Actor) -> None:
    rows = _withheld(support, *_people(2))
    releasing.release_all(nora)
    send_due()
    tried = _states(*rows)
    assert releasing.release_all(nora) == releasing.Decided(0, 0, 0)
    assert releasing.discard_all(nora) == releasing.Decided(0, 0, 0)
    assert _states(*rows) == tried
    assert len(_events("delivery.retried")) == 2


def test_all_that_wait_are_discarded_and_go_out_no_more(support: Line, nora: Actor) -> None:
    rows = _withheld(support, *_people(3))
    assert releasing.discard_all(nora) == releasing.Decided(3, 0, 0)
    assert _events("delivery.discarded") == [row.pk for row in rows]
    assert releasing.release_all(nora).done == send_due() == 0
    with pytest.raises(Refusal):
        delivered.retry(nora, rows[0].pk)
    assert _states(*rows) == ["discarded"] * 3


def test_one_address_gets_no_more_than_the_limits_allow(support: Line, nora: Actor) -> None:
    rows = _withheld(support, *["ada@example.org"] * 5, "bea@example.org")
    assert releasing.release_all(nora) == releasing.Decided(3, 3, 0)
    assert _states(*rows) == ["queued"] * 2 + ["withheld"] * 3 + ["queued"]
    assert "within ten minutes" in Delivery.objects.get(pk=rows[2].pk).failure
    with clock.at(now() + timedelta(hours=1)):
        assert releasing.release_all(nora).done == 2
        assert Delivery.objects.filter(state="withheld").count() == 1


def test_what_was_let_go_counts_from_then_on_however_old_it_is(
    support: Line, nora: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = _withheld(support, *_people(3))
    Delivery.objects.update(created_at=now() - timedelta(days=2))
    monkeypatch.setattr(automatic_limits, "AN_HOUR", 2)
    monkeypatch.setattr(
        automatic_limits, "_COUNTS", automatic_limits._COUNTS.replace("LIMIT 2000", "LIMIT 2")
    )
    assert releasing.release_all(nora) == releasing.Decided(2, 1, 0)
    assert _states(*rows) == ["queued", "queued", "withheld"]
    fresh = outbox.queue(SYSTEM, support, _mail_to(support), purpose="acknowledgement", automatic=True)
    assert fresh.state == Delivery.WITHHELD


def test_one_that_a_person_sent_by_hand_counts_too(support: Line, nora: Actor) -> None:
    rows = _withheld(support, *["ada@example.org"] * 4)
    Delivery.objects.update(created_at=now() - timedelta(days=2))
    for row in rows[:2]:
        delivered.retry(nora, row.pk)
    assert releasing.release_all(nora) == releasing.Decided(0, 2, 0)


def test_what_is_discarded_counts_for_no_limit(support: Line, nora: Actor) -> None:
    _withheld(support, *["ada@example.org"] * 5)
    releasing.discard_all(nora)
    assert ticket_of(arrive(support, mail("ada@example.org"))).acknowledgement.delivery.state == "queued"


def test_whoever_has_more_than_one_action_takes_asks_again(
    support: Line, nora: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(releasing, "BATCH", 2)
    monkeypatch.setattr(releasing, "MOST", 4)
    _withheld(support, *_people(5))
    assert releasing.discard_all(nora) == releasing.Decided(4, 0, 1)
    assert releasing.discard_all(nora) == releasing.Decided(1, 0, 0)


def test_only_what_one_may_decide_about_is_taken(
    support: Line, billing: Line, nora: Actor, omar: Actor
) -> None:
    ours, theirs = _withheld(support, *_people(2)), _withheld(billing, "bea@example.org")
    assert releasing.by_line(nora) == [(support, 2)]
    assert releasing.by_line(omar) == [(billing, 1)]
    assert releasing.release_all(nora, billing).done == 0
    assert releasing.release_all(nora).done == 2
    assert _states(*ours, *theirs) == ["queued", "queued", "withheld"]


def test_whoever_sees_more_than_their_own_decides_about_their_own(
    support: Line, billing: Line, nora_user: User
) -> None:
    nora_user.roles = "agent manager"
    nora_user.save(update_fields=["roles"])
    both = actor_of(nora_user)
    ours, theirs = _withheld(support, "ada@example.org"), _withheld(billing, "bea@example.org")
    assert delivered.deliveries(both).filter(pk=theirs[0].pk).exists()
    assert releasing.discard_all(both).done == 1
    assert _states(*ours, *theirs) == ["discarded", "withheld"]


def test_a_grant_opens_it(support: Line, billing: Line, nora: Actor, omar: Actor, nora_user: User) -> None:
    row = _withheld(billing, "bea@example.org")[0]
    granting.grant(omar, row.acknowledgement.ticket_id, nora_user)
    assert releasing.release_all(nora).done == 1


def test_one_line_at_a_time(support: Line, billing: Line) -> None:
    ours, theirs = _withheld(support, "ada@example.org"), _withheld(billing, "bea@example.org")
    assert releasing.discard_all(SYSTEM, billing).done == 1
    assert _states(*ours, *theirs) == ["withheld", "discarded"]


def test_without_the_right_nothing_happens(support: Line) -> None:
    rows = _withheld(support, "ada@example.org")
    for act in (releasing.release_all, releasing.discard_all):
        with pytest.raises(Forbidden):
            act(Actor("user", 1))
    assert _states(*rows) == ["withheld"]


def test_one_is_discarded_by_itself(support: Line, nora: Actor, omar: Actor) -> None:
    first, second = _withheld(support, *_people(2))
    with pytest.raises(Unseen):
        delivered.discard(omar, first.pk)
    delivered.discard(nora, first.pk)
    with pytest.raises(Refusal) as no:
        delivered.discard(nora, first.pk)
    assert no.value.code == "not-withheld"
    assert _states(first, second) == ["discarded", "withheld"]


def _mail_to(line: Line) -> outbox.Outgoing:
    to = [outbox.Address("", "zoe@example.org")]
    return outbox.Outgoing("Desk", line.address, to, "Hello", "Hello")
