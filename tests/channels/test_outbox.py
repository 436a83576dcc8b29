from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from time_machine import travel

from ringback.channels import outbox
from ringback.channels.adapters.email.parsed import Address
from ringback.channels.models import Delivery, Inbound, Line, Recipient
from ringback.channels.take_in import Handed, take_in
from ringback.kit import ids
from ringback.kit.clock import now
from ringback.kit.errors import Forbidden, Refusal
from ringback.ledger.actor import SYSTEM, Actor
from ringback.ledger.models import Event
from tests.channels.cast import AT, a_line, a_mail

pytestmark = pytest.mark.django_db


def test_a_queued_mail_carries_its_secret_in_the_message_id() -> None:
    delivery = outbox.queue(SYSTEM, a_line(), a_mail(a_line("two"), "ann@x.example"), purpose="reply")
    assert delivery.message_id == f"{delivery.secret}@desk.example"
    assert len(delivery.secret) == 32
    assert delivery.secret_digest == ids.digest(delivery.secret)
    assert f"Message-ID: <{delivery.message_id}>".encode() in bytes(delivery.content or b"")


def test_the_secret_stands_in_reply_to_where_the_server_takes_plus_addresses() -> None:
    line = a_line(plus_addresses=True)
    delivery = outbox.queue(SYSTEM, line, a_mail(line, "ann@x.example"), purpose="reply", secret="ab" * 16)
    assert b'Reply-To: "Desk" <help+' + b"ab" * 16 + b"@desk.example>" in bytes(
        delivery.content or b""
    ).replace(b"\r\n ", b" ")


def test_queueing_takes_three_statements(django_assert_num_queries: Any) -> None:
    line = a_line()
    with transaction.atomic(), django_assert_num_queries(3):
        outbox.queue(SYSTEM, line, a_mail(line, "ann@x.example", "bob@x.example"), purpose="reply")


def test_an_address_named_twice_gets_one_mail_and_bcc_is_a_recipient() -> None:
    line = a_line()
    mail = replace(
        a_mail(line, "Ann@x.example"), cc=[Address("", "ann@X.example")], bcc=[Address("", "boss@x.example")]
    )
    delivery = outbox.queue(SYSTEM, line, mail, purpose="reply")
    rows = list(delivery.recipients.order_by("id").values_list("field", "address"))
    assert rows == [("to", "Ann@x.example"), ("bcc", "boss@x.example")]


def test_a_mail_without_recipient_or_with_a_bad_address_is_refused() -> None:
    line = a_line()
    for to in ([], ["not an address"]):
        with pytest.raises(Refusal):
            outbox.queue(SYSTEM, line, a_mail(line, *to), purpose="reply")
    assert not Delivery.objects.exists()


def test_what_is_rolled_back_leaves_nothing_to_send() -> None:
    line = a_line()
    with pytest.raises(RuntimeError), transaction.atomic():
        outbox.queue(SYSTEM, line, a_mail(line, "ann@x.example"), purpose="reply")
        raise RuntimeError("the change did not happen")
    assert not Delivery.objects.exists()
    assert not Event.objects.filter(kind="delivery.queued").exists()


def test_a_large_mail_lies_in_the_store_and_not_in_the_row() -> None:
    line = a_line()
    delivery = outbox.queue(
        SYSTEM, line, replace(a_mail(line, "a@x.example"), text="x\n" * 300_000), purpose="reply"
    )
    assert delivery.content is None
    assert delivery.blob
    assert delivery.blob.size > 600_000


def test_automatic_mail_has_the_null_return_path_and_says_what_it_is() -> None:
    line = a_line()
    delivery = _automatic(line, "ann@x.example")
    assert delivery.envelope_from == ""
    assert b"Auto-Submitted: auto-generated" in bytes(delivery.content or b"")
    assert _other(line, "ann@x.example").envelope_from == "help@desk.example"


def test_an_address_gets_four_automatic_mails_a_day_and_no_more() -> None:
    line, states = a_line(), []
    for number, address in enumerate(["ann@x.example", "ANN@x.example"] * 3):
        with travel(AT + timedelta(hours=number), tick=False):
            states.append(_automatic(line, address).state)
    assert states == ["queued"] * 4 + ["withheld"] * 2
    with travel(AT + timedelta(hours=6), tick=False):
        assert _automatic(line, "bob@x.example").state == "queued"
    with travel(AT + timedelta(days=1, minutes=1), tick=False):
        assert _automatic(line, "ann@x.example").state == "queued"


def test_an_address_gets_two_automatic_mails_within_ten_minutes() -> None:
    line = a_line()
    with travel(AT, tick=False):
        assert [_automatic(line, "ann@x.example").state for _ in range(3)] == ["queued"] * 2 + ["withheld"]
    with travel(AT + timedelta(minutes=11), tick=False):
        assert _automatic(line, "ann@x.example").state == "queued"


def test_the_limits_never_hold_back_what_a_person_writes() -> None:
    line = a_line()
    assert [_other(line, "ann@x.example").state for _ in range(25)] == ["queued"] * 25


def test_more_than_twenty_mails_in_ten_minutes_between_two_addresses_stop_automatic_mail() -> None:
    line = a_line()
    with travel(AT, tick=False):
        for _ in range(21):
            _other(line, "robot@x.example")
        withheld = _automatic(line, "robot@x.example")
    assert (withheld.state, "loop" in withheld.failure) == ("withheld", True)
    with travel(AT + timedelta(minutes=11), tick=False):
        assert _automatic(line, "robot@x.example").state == "queued"


def test_mail_to_and_fro_counts_between_the_two_addresses_only() -> None:
    line, other, address = a_line(), a_line("two"), "Robot@x.example"
    with travel(AT, tick=False):
        for number in range(10):
            _other(line, address)
            _came(line, address if number % 2 else address.lower(), number)
        for number in range(30):
            _other(other, address)
            _came(other, address, number)
        assert _automatic(line, address).state == "queued", "twenty are no loop yet"
        withheld = _automatic(line, address)
    assert (withheld.state, "loop" in withheld.failure) == ("withheld", True)


def test_what_people_write_uses_up_nothing_that_automatic_mail_may(monkeypatch: Any) -> None:
    monkeypatch.setattr("ringback.channels.automatic_limits.AN_HOUR", 3)
    line = a_line()
    with travel(AT, tick=False):
        for _ in range(6):
            _other(line, "ann@x.example")
        assert _automatic(line, "ann@x.example").state == "queued"


def test_what_was_withheld_uses_up_nothing() -> None:
    line = a_line()
    with travel(AT, tick=False):
        assert [_automatic(line, "ann@x.example").state for _ in range(6)] == ["queued"] * 2 + [
            "withheld"
        ] * 4
    with travel(AT + timedelta(minutes=11), tick=False):
        assert _automatic(line, "ann@x.example").state == "queued"


def test_a_limit_reached_for_one_of_several_recipients_holds_the_mail_back() -> None:
    line = a_line()
    with travel(AT, tick=False):
        for _ in range(2):
            _automatic(line, "bob@x.example")
        assert _automatic(line, "ann@x.example", "bob@x.example").state == "withheld"


@pytest.mark.parametrize(("minutes", "state"), [(9, "withheld"), (11, "queued")])
def test_an_address_waits_ten_minutes_for_the_third(minutes: int, state: str) -> None:
    line = a_line()
    with travel(AT, tick=False):
        for _ in range(2):
            _automatic(line, "ann@x.example")
    with travel(AT + timedelta(minutes=minutes), tick=False):
        assert _automatic(line, "ann@x.example").state == state


@pytest.mark.parametrize(("minutes", "state"), [(59, "withheld"), (61, "queued")])
def test_the_budget_of_the_house_is_for_an_hour(monkeypatch: Any, minutes: int, state: str) -> None:
    monkeypatch.setattr("ringback.channels.automatic_limits.AN_HOUR", 3)
    line = a_line()
    with travel(AT, tick=False):
        for number in range(3):
            _automatic(line, f"victim{number}@x.example")
    with travel(AT + timedelta(minutes=minutes), tick=False):
        assert _automatic(line, "ann@x.example").state == state


def test_the_whole_house_has_a_budget_of_automatic_mail(monkeypatch: Any) -> None:
    monkeypatch.setattr("ringback.channels.automatic_limits.AN_HOUR", 3)
    line = a_line()
    with travel(AT, tick=False):
        states = [_automatic(line, f"victim{number}@x.example").state for number in range(5)]
    assert states == ["queued"] * 3 + ["withheld"] * 2


def test_withheld_mail_is_kept_for_the_record_with_its_reason() -> None:
    line = a_line()
    rows = [_automatic(line, "ann@x.example") for _ in range(5)]
    assert rows[-1].failure
    assert Event.objects.filter(kind="delivery.withheld", subject_id=rows[-1].pk).exists()


def test_failed_mail_is_sent_again_to_those_it_did_not_reach() -> None:
    line = a_line()
    delivery = _other(line, "ann@x.example", "bob@x.example")
    delivery.recipients.filter(address="ann@x.example").update(state=Recipient.SENT)
    delivery.recipients.filter(address="bob@x.example").update(state=Recipient.FAILED)
    Delivery.objects.filter(pk=delivery.pk).update(state=Delivery.FAILED)
    again = outbox.retry(SYSTEM, delivery)
    assert (again.state, again.message_id) == (Delivery.QUEUED, delivery.message_id)
    assert list(again.recipients.order_by("id").values_list("state", flat=True)) == ["sent", "queued"]


def test_nothing_is_sent_again_where_nobody_is_known_to_have_missed_it() -> None:
    delivery = _other(a_line(), "ann@x.example", "bob@x.example")
    delivery.recipients.update(state=Recipient.SENT)
    Delivery.objects.filter(pk=delivery.pk).update(state=Delivery.BOUNCED)
    with pytest.raises(Refusal):
        outbox.retry(SYSTEM, delivery)
    delivery.refresh_from_db()
    assert delivery.state == Delivery.BOUNCED
    assert not Event.objects.filter(kind="delivery.retried").exists()


def test_withheld_mail_can_be_sent_after_all() -> None:
    line = a_line()
    withheld = [_automatic(line, "ann@x.example") for _ in range(5)][-1]
    assert outbox.retry(SYSTEM, withheld).state == Delivery.QUEUED


def test_withheld_mail_that_is_let_go_late_is_tried_for_as_long_as_any() -> None:
    with travel(AT, tick=False):
        line = a_line()
        withheld, _ = outbox.written(line, a_mail(line, "a@x.example"), purpose="reply", withheld="Old")
    later = AT + timedelta(days=6)
    with travel(later, tick=False):
        again = outbox.retry(SYSTEM, withheld)
    assert (again.failure, again.due_at, again.give_up_at) == ("", later, later + outbox.GIVE_UP)


def test_mail_under_way_or_without_the_right_to_it_is_not_sent_again() -> None:
    delivery = _other(a_line(), "ann@x.example")
    with pytest.raises(Refusal):
        outbox.retry(SYSTEM, delivery)
    with pytest.raises(Forbidden):
        outbox.retry(Actor("user", 1), delivery)


def _came(line: Line, sender: str, number: int) -> None:
    """A mail that came in from there."""
    raw = f"From: {sender}\r\n\r\n{number}".encode()
    taken = take_in(line, Handed(raw, "file", now()))
    Inbound.objects.filter(pk=taken.pk).update(sender=sender)


def _automatic(line: Any, *to: str) -> Delivery:
    return outbox.queue(SYSTEM, line, a_mail(line, *to), purpose="acknowledgement", automatic=True)


def _other(line: Any, *to: str) -> Delivery:
    return outbox.queue(SYSTEM, line, a_mail(line, *to), purpose="reply")
