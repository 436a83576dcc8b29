import subprocess
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from time_machine import travel

from ringback.channels import outbox, sending
from ringback.channels.adapters.email.smtp_client import CONNECT, DATA, WHOLE
from ringback.channels.models import Attempt, Delivery, Line, Recipient
from ringback.kit import crypto
from ringback.kit.holder import holder
from ringback.ledger.actor import SYSTEM
from ringback.ledger.models import Event
from tests.channels.adapters.email.smtp_script import CUT, Script, smtp_script
from tests.channels.cast import AT, a_line, a_mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def script() -> Iterator[Script]:
    with smtp_script() as found:
        yield found


@pytest.fixture
def line(script: Script) -> Line:
    return a_line(smtp_host="127.0.0.1", smtp_port=script.port, smtp_user="me", smtp_secret=crypto.seal("pw"))


def test_what_is_due_arrives_once(script: Script, line: Line) -> None:
    delivery = _queue(line, "ann@x.example", "bob@x.example")
    assert (outbox.send_due(), outbox.send_due()) == (1, 0)
    assert [(m.sender, m.recipients) for m in script.mails] == [
        ("help@desk.example", ["ann@x.example", "bob@x.example"])
    ]
    assert script.mails[0].raw == bytes(delivery.content or b"")
    assert _fresh(delivery).state == Delivery.SENT
    assert _fresh(delivery).sent_at
    assert set(delivery.recipients.values_list("state", flat=True)) == {"sent"}
    assert _events(delivery) == ["delivery.queued", "delivery.sent"]


def test_what_is_not_due_yet_waits(script: Script, line: Line) -> None:
    with travel(AT, tick=False):
        outbox.queue(
            SYSTEM, line, a_mail(line, "a@x.example"), purpose="reply", due_at=AT + timedelta(seconds=10)
        )
        assert outbox.send_due() == 0
    with travel(AT + timedelta(seconds=11), tick=False):
        assert outbox.send_due() == 1


def test_what_is_withheld_goes_out_only_when_somebody_lets_it(script: Script, line: Line) -> None:
    delivery, _ = outbox.written(line, a_mail(line, "a@x.example"), purpose="reply", withheld="Old")
    assert (outbox.send_due(), len(script.mails)) == (0, 0)
    outbox.retry(SYSTEM, delivery)
    assert (outbox.send_due(), len(script.mails)) == (1, 1)


@pytest.mark.parametrize("verb", ["MAIL", "DATA", "CONTENT"])
@pytest.mark.parametrize("answer", ["451 4.7.1 later", CUT])
def test_a_delay_is_tried_again_under_the_same_message_id(
    script: Script, line: Line, verb: str, answer: str
) -> None:
    script.says[verb] = [answer, {"DATA": "354 go on"}.get(verb, "250 fine")]
    with travel(AT, tick=False):
        delivery = _queue(line, "ann@x.example")
        outbox.send_due()
        assert _fresh(delivery).state == Delivery.DELAYED
        assert _fresh(delivery).failure
        assert outbox.send_due() == 0
    with travel(AT + timedelta(minutes=2), tick=False):
        outbox.send_due()
    assert _fresh(delivery).state == Delivery.SENT
    assert f"Message-ID: <{delivery.message_id}>".encode() in script.mails[-1].raw
    assert _events(delivery) == ["delivery.queued", "delivery.delayed", "delivery.sent"]


def test_a_refusal_for_good_fails_visibly_and_is_not_tried_again(script: Script, line: Line) -> None:
    script.says["RCPT"] = "550 5.1.1 no such user"
    with travel(AT, tick=False):
        delivery = _queue(line, "ann@x.example")
        outbox.send_due()
    row = _fresh(delivery)
    assert (row.state, row.failure) == (Delivery.FAILED, "550 5.1.1 no such user")
    assert _events(delivery) == ["delivery.queued", "delivery.failed"]
    with travel(AT + timedelta(days=1), tick=False):
        assert outbox.send_due() == 0


def test_only_the_recipients_that_are_left_are_tried_again(script: Script, line: Line) -> None:
    script.says["RCPT bob@x.example"] = ["450 4.2.1 later", "250 fine"]
    script.says["RCPT eve@x.example"] = "550 5.1.1 no"
    with travel(AT, tick=False):
        delivery = _queue(line, "ann@x.example", "bob@x.example", "eve@x.example")
        outbox.send_due()
        assert _states(delivery) == ["sent", "queued", "failed"]
    with travel(AT + timedelta(minutes=2), tick=False):
        outbox.send_due()
    assert [mail.recipients for mail in script.mails] == [["ann@x.example"], ["bob@x.example"]]
    assert _states(delivery) == ["sent", "sent", "failed"]
    assert _fresh(delivery).state == Delivery.FAILED


def test_one_who_is_lost_for_good_shows_while_another_is_still_tried(script: Script, line: Line) -> None:
    script.says["RCPT bob@x.example"] = ["450 4.2.1 later", "250 fine"]
    script.says["RCPT eve@x.example"] = "550 5.1.1 no"
    delivery = _queue(line, "bob@x.example", "eve@x.example")
    assert not delivery.is_lost
    outbox.send_due()
    assert (_fresh(delivery).state, _fresh(delivery).is_lost) == (Delivery.DELAYED, True)


def test_an_address_without_a_place_in_the_dns_fails_and_the_others_go_out(
    script: Script, line: Line
) -> None:
    bad, good = _queue(line, "ann@x.example"), _queue(line, "bob@x.example")
    bad.recipients.update(address="ann@" + "ü" * 60 + ".example")
    assert outbox.send_due() == 2
    assert (_fresh(bad).state, _states(bad)) == (Delivery.FAILED, ["failed"])
    assert _fresh(good).state == Delivery.SENT


def test_a_domain_with_a_sharp_s_is_not_the_one_with_two(script: Script, line: Line) -> None:
    delivery = _queue(line, "ann@straße.example", "ann@strasse.example")
    outbox.send_due()
    assert script.mails[0].recipients == ["ann@xn--strae-oqa.example", "ann@strasse.example"]
    assert delivery.recipients.count() == 2


def test_after_five_days_of_delay_it_is_failed(script: Script, line: Line) -> None:
    script.says["RCPT"] = "450 4.2.1 later"
    with travel(AT, tick=False):
        delivery = _queue(line, "ann@x.example")
    at = AT
    while _fresh(delivery).state in (Delivery.QUEUED, Delivery.DELAYED):
        with travel(at, tick=False):
            outbox.send_due()
        at = max(_fresh(delivery).due_at, at + timedelta(seconds=1))
    assert _fresh(delivery).state == Delivery.FAILED
    assert "Given up" in _fresh(delivery).failure
    assert timedelta(days=5) <= at - AT <= timedelta(days=5, hours=1)
    assert 110 < Attempt.objects.filter(delivery=delivery).count() < 140
    assert _events(delivery) == ["delivery.queued", "delivery.delayed", "delivery.failed"]


def test_trouble_with_the_server_shows_on_the_line_and_holds_its_other_mail_back(
    script: Script, line: Line
) -> None:
    script.says["AUTH"] = ["535 5.7.8 bad credentials", "235 welcome"]
    with travel(AT, tick=False):
        first, second = _queue(line, "ann@x.example"), _queue(line, "bob@x.example")
        assert outbox.send_due() == 1
        assert [_fresh(d).state for d in (first, second)] == [Delivery.DELAYED, Delivery.QUEUED]
    line.refresh_from_db()
    assert line.send_failing_since == AT
    assert "password" in line.send_failure
    with travel(AT + timedelta(minutes=6), tick=False):
        assert outbox.send_due() == 2
    healed = Line.objects.get(pk=line.pk)
    assert (healed.send_failing_since, healed.send_failure) == (None, "")
    assert len(script.mails) == 2


def test_a_line_without_a_server_fails_in_plain_words() -> None:
    delivery = _queue(a_line("bare"), "ann@x.example")
    outbox.send_due()
    assert _fresh(delivery).state == Delivery.FAILED
    assert _fresh(delivery).failure == "This contact point has no SMTP server."


def test_mail_under_way_elsewhere_is_left_alone_while_its_lease_runs(script: Script, line: Line) -> None:
    with travel(AT, tick=False):
        delivery = _queue(line, "ann@x.example")
        assert sending._claim(delivery.pk)
        assert outbox.send_due() == 0
    with travel(AT + sending.LEASE + timedelta(seconds=1), tick=False):
        assert outbox.send_due() == 1


def test_what_a_killed_sender_held_goes_out_at_once(script: Script, line: Line) -> None:
    gone = subprocess.Popen(["true"])
    gone.wait()
    dead = holder().rpartition("|")[0] + f"|{gone.pid}@12345"
    with travel(AT, tick=False):
        delivery = _queue(line, "ann@x.example")
        sending._claim(delivery.pk)
        Delivery.objects.filter(pk=delivery.pk).update(holder=dead)
        assert outbox.send_due() == 1
    assert _fresh(delivery).state == Delivery.SENT


def test_an_outcome_that_comes_after_the_fence_was_lost_changes_nothing(script: Script, line: Line) -> None:
    delivery = _queue(line, "ann@x.example")
    late = sending._claim(delivery.pk)
    assert late
    Delivery.objects.filter(pk=delivery.pk).update(fence=delivery.fence + 2)
    sending._send(*late)
    assert _fresh(delivery).state == Delivery.SENDING
    assert _states(delivery) == ["queued"]


def test_the_lease_is_longer_than_any_conversation_can_last() -> None:
    longest = timedelta(seconds=WHOLE + CONNECT)
    assert longest < sending.LEASE
    assert DATA < WHOLE


def test_a_mailbox_password_from_another_key_delays_and_says_so(script: Script, line: Line) -> None:
    Line.objects.update(smtp_secret="gAAAAA-not-ours")
    delivery = _queue(line, "ann@x.example")
    outbox.send_due()
    assert _fresh(delivery).state == Delivery.DELAYED
    assert "enter it again" in _fresh(delivery).failure


def test_every_attempt_is_kept_with_what_the_server_said(script: Script, line: Line) -> None:
    script.says["CONTENT"] = ["451 busy", "250 taken"]
    with travel(AT, tick=False):
        delivery = _queue(line, "ann@x.example")
        outbox.send_due()
    with travel(AT + timedelta(minutes=2), tick=False):
        outbox.send_due()
    tries = [(a.number, a.ok, a.code) for a in Attempt.objects.filter(delivery=delivery).order_by("number")]
    assert tries == [(1, False, "451"), (2, True, "250")]


@pytest.mark.parametrize(
    "lure", ["\r\nRCPT TO:<evil@x.example>", "> <evil@x.example", ",evil@x.example", '"\r\nBcc: e@x']
)
def test_names_and_subjects_never_add_a_recipient(script: Script, line: Line, lure: str) -> None:
    mail: Any = a_mail(line, "ann@x.example", subject=lure)
    outbox.queue(SYSTEM, line, mail, purpose="reply")
    outbox.send_due()
    assert [m.recipients for m in script.mails] == [["ann@x.example"]]


def _queue(line: Line, *to: str, due_at: datetime | None = None) -> Delivery:
    return outbox.queue(SYSTEM, line, a_mail(line, *to), purpose="reply", due_at=due_at)


def _fresh(delivery: Delivery) -> Delivery:
    return Delivery.objects.get(pk=delivery.pk)


def _states(delivery: Delivery) -> list[str]:
    return list(Recipient.objects.filter(delivery=delivery).order_by("id").values_list("state", flat=True))


def _events(delivery: Delivery) -> list[str]:
    rows = Event.objects.filter(subject_kind="delivery", subject_id=delivery.pk)
    return list(rows.order_by("id").values_list("kind", flat=True))
