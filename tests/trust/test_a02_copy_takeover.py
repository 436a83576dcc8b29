"""TRUST A2: a spoofed reply never makes anybody take part, and never sends the history anywhere."""

from itertools import product

import pytest

from ringback.channels.adapters.email.parser_process import Parser
from ringback.channels.models import Recipient
from ringback.tickets.models import Participant
from ringback.tickets.replying import Written, reply
from tests.trust.letters import arrive, letter
from tests.world import World

THIEF = "thief@evil.example"
SENDERS = [
    "colin@mail.example",
    f'"colin@mail.example" <{THIEF}>',
    f"Colin <{THIEF}>",
    "colin@mail.example)" + THIEF,
]
RESULTS = [
    "",
    "mx.evil.example; dmarc=pass header.from=mail.example",
    "mx.desk.example; dmarc=fail header.from=mail.example",
    "mx.desk.example; spf=pass smtp.mailfrom=evil.example; dkim=pass header.d=evil.example",
    "mx.desk.example; dkim=pass header.d=evil.example (header.from=mail.example dmarc=pass)",
]
IDS = [
    "{secret}@desk.example",
    "{secret}@elsewhere.example",
    "{forged}@desk.example",
    "{reversed}@desk.example",
    "{customer}",
    "{number}@desk.example",
    "ticket-{number}@desk.example",
    "{secret16}@desk.example",
    "{upper}@desk.example",
    "",
]
ALL = list(product(SENDERS, RESULTS, IDS))


@pytest.mark.parametrize("step", [9, pytest.param(1, marks=pytest.mark.slow)])
def test_spoofed_replies_add_nobody_and_send_no_history(world: World, parser: Parser, step: int) -> None:
    line = world.near.line
    line.trusted_server = "mx.desk.example"
    line.save(update_fields=["trusted_server"])
    confirmed = Participant.objects.filter(ticket=world.near.ticket, is_confirmed=True)
    before, spoofed = set(confirmed.values_list("address")), ALL[::step]
    for sender, result, sent_id in spoofed:
        fields = {"Authentication-Results": result, "Cc": THIEF, "In-Reply-To": _id(world, sent_id)}
        subject = f"Re: Kettle leaks [#{world.near.ticket.pk}]"
        raw = letter(sender, line.address, subject, f"Copy me. {sender} {result} {sent_id}", fields)
        arrive(line, raw, parser, THIEF)
    assert len(ALL) == 200
    assert set(confirmed.values_list("address")) == before
    to_thief = Recipient.objects.filter(folded__contains="evil.example").exclude(
        delivery__purpose="acknowledgement"
    )
    assert not to_thief.exists()


def test_the_next_answer_does_not_go_to_a_suggestion(world: World, parser: Parser) -> None:
    from_customer = {"Cc": THIEF, "In-Reply-To": _id(world, "{secret}@desk.example")}
    raw = letter("colin@mail.example", world.near.line.address, "Re: Kettle leaks", "And?", from_customer)
    arrive(world.near.line, raw, parser)
    answer = reply(world.actor("anna"), world.near.ticket.pk, Written("<p>Soon.</p>"))
    assert answer.delivery is not None
    assert set(answer.delivery.recipients.values_list("folded", flat=True)) == {"colin@mail.example"}


def _id(world: World, form: str) -> str:
    delivery = world.near.answer.delivery
    assert delivery is not None
    secret = delivery.secret
    filled = form.format(
        secret=secret,
        forged="0" * 32,
        reversed=secret[::-1],
        customer=world.near.message.message_id,
        number=world.near.ticket.pk,
        secret16=secret[:16],
        upper=secret.upper(),
    )
    return f"<{filled}>" if filled else ""
