"""TRUST A20, A21: machines that answer machines run dry; a victim's address is no way to send mail."""

from datetime import timedelta

import pytest
import time_machine

from ringback.channels.adapters.email.parser_process import Parser
from ringback.channels.models import Delivery, Inbound, Line
from ringback.kit.clock import now
from ringback.tickets.models import Ticket
from tests.trust.letters import arrive, letter, written
from tests.world import World

ROUNDS = 15
VICTIM = "victim@mail.example"


def test_two_desks_that_write_to_each_other_stop_after_two_automatic_mails(
    world: World, parser: Parser
) -> None:
    """The far line stands for another desk: whatever one sends the other takes in, from an address of its own."""
    here, address = world.near.line, "help@other.example"
    seen: set[int] = set(Delivery.objects.values_list("pk", flat=True))
    arrive(here, letter(address, here.address, "Hello", "From desk to desk"), parser, address)
    for _ in range(ROUNDS):
        for sent in Delivery.objects.exclude(pk__in=seen):
            seen.add(sent.pk)
            back = _as_answer_of_another_desk(sent, address, here.address)
            arrive(here, back, parser, "")
    assert _automatic(address) <= 2


@pytest.mark.parametrize(
    ("fields", "subject"),
    [
        ({"Auto-Submitted": "auto-replied"}, "Out of office"),
        ({"Auto-Submitted": "auto-replied (vacation)"}, "Gone"),
        ({"Precedence": "bulk", "X-Autoreply": "yes"}, "Gone"),
        ({"X-Auto-Response-Suppress": "All", "X-Autorespond": "Gone"}, "Automatic reply: Hello"),
        ({"Precedence": "auto_reply"}, "Abwesenheitsnotiz: Hello"),
    ],
)
def test_a_vacation_responder_gets_no_second_mail(
    world: World, parser: Parser, fields: dict[str, str], subject: str
) -> None:
    here, address = world.near.line, "away@mail.example"
    arrive(here, letter(address, here.address, "Hello", "A question"), parser, address)
    for number in range(ROUNDS):
        arrive(here, letter(address, here.address, subject, f"I am away {number}", fields), parser, "")
    assert _automatic(address) == 1
    assert Inbound.objects.filter(sender=address).count() == ROUNDS + 1


def test_a_responder_that_hides_that_it_is_one_runs_dry_at_once(world: World, parser: Parser) -> None:
    here, address = world.near.line, "loud@mail.example"
    ends = [
        arrive(here, letter(address, here.address, f"Re: {n}", f"Thanks {n}"), parser, address).end
        for n in range(ROUNDS)
    ]
    assert ends == [Inbound.OPENED] * ROUNDS
    assert _automatic(address) <= 2


def test_a_customer_who_writes_often_is_told_four_times_a_day(world: World, parser: Parser) -> None:
    here, address, start = world.near.line, "keen@mail.example", now()
    for hour in range(8):
        with time_machine.travel(start + timedelta(hours=hour), tick=False):
            arrive(here, letter(address, here.address, f"Another {hour}", f"Thing {hour}"), parser, address)
    assert _automatic(address) == 4


def test_bounces_are_never_answered(world: World, parser: Parser) -> None:
    here, before = world.near.line, Delivery.objects.count()
    for number in range(ROUNDS):
        raw = _bounce(here, f"{number:032x}@desk.example")
        assert arrive(here, raw, parser, "").end == Inbound.IGNORED
    assert Delivery.objects.count() == before


def test_our_own_automatic_mail_says_so_and_has_no_return_path(world: World, parser: Parser) -> None:
    asked = letter(
        "a@mail.example", world.near.line.address, "Hello", "x", {"Message-ID": "<1@mail.example>"}
    )
    arrive(world.near.line, asked, parser, "a@mail.example")
    sent = Delivery.objects.filter(recipients__folded="a@mail.example").get()
    assert sent.envelope_from == ""
    assert "Auto-Submitted: auto-replied" in written(sent)


def test_of_a_thousand_forged_mails_a_victim_gets_few_and_no_word_of_the_attacker(
    world: World, parser: Parser
) -> None:
    here, words = world.near.line, "BUY-ROPE-CHEAP"
    for number in range(30):
        raw = letter(f"{words} <{VICTIM}>", here.address, f"{words} {number}", f"{words} {number}")
        arrive(here, raw, parser, VICTIM)
    sent = list(Delivery.objects.filter(recipients__folded=VICTIM).exclude(state=Delivery.WITHHELD))
    assert len(sent) <= 2
    assert not [mail for mail in sent if words in written(mail)]
    other = "honest@mail.example"
    arrive(here, letter(other, here.address, "Hello", "x"), parser, other)
    assert _automatic(other) == 1
    assert Ticket.objects.filter(subject__contains=words).count() == 30


def _automatic(address: str) -> int:
    sent = Delivery.objects.filter(recipients__folded=address, is_automatic=True)
    return sent.exclude(state=Delivery.WITHHELD).count()


def _as_answer_of_another_desk(sent: Delivery, address: str, to: str) -> bytes:
    """The acknowledgement that another desk would send for ours, if it did not know better."""
    fields = {"In-Reply-To": f"<{sent.message_id}>", "Auto-Submitted": "auto-replied"}
    return letter(address, to, "We have received your request [#7]", f"Thank you ({sent.pk})", fields)


def _bounce(line: Line, sent_id: str) -> bytes:
    return (
        f"From: MAILER-DAEMON@mx.example\r\nTo: {line.address}\r\nSubject: Undelivered Mail Returned to Sender\r\n"
        f"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        f"--b\r\nContent-Type: text/plain\r\n\r\nYour mail could not be delivered.\r\n"
        f"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; gone@mail.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{sent_id}>\r\n\r\n--b--\r\n"
    ).encode()
