"""TRUST A22: no name, subject or address adds a field or a recipient to a mail of ours."""

from dataclasses import replace
from email import message_from_bytes
from email.utils import getaddresses

import pytest

from ringback.channels.adapters.email.parsed import Address
from ringback.channels.models import Consent, Delivery, Line
from ringback.channels.outbox import send_due
from ringback.company import house
from ringback.kit.errors import Refusal
from ringback.tickets import linking
from ringback.tickets.replying import Written, reply
from tests.servers import smtp_sink
from tests.world import World

VICTIM = "victim@evil.example"
BREAKS = ["\r\n", "\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\x00", "\r\n ", "\\r\\n", "%0d%0a"]
TAILS = [f"Bcc: {VICTIM}", f"To: {VICTIM}", f"\r\n\r\n<b>{VICTIM}</b>", f"Cc: a@b.example, {VICTIM}"]
BREAKING = [f"Ann{gap}{tail}" for gap in BREAKS for tail in TAILS]
TRICKS = [
    f"Ann, {VICTIM}",
    f'Ann" <{VICTIM}>, "',
    f"Ann <{VICTIM}>",
    f"Ann; {VICTIM}",
    f"=?utf-8?q?Ann=0D=0ABcc:_{VICTIM}?=",
    f"=?utf-8?b?QW5uDQpCY2M6?= {VICTIM}",
    f"({VICTIM})",
    f"Group: {VICTIM};",
    "\u202eelpmaxe",
    "x" * 5_000,
    "Ann" + "\u0301" * 500,
    "\ud800",
]
NAMES = BREAKING + TRICKS  # 60
ADDRESSES = [
    f"colin@mail.example{gap}{tail}"
    for gap in (*BREAKS, ",", ";", " ", ">", "),(", "\t")
    for tail in TAILS[:3]
] + [
    VICTIM + ",colin@mail.example",
    f"<{VICTIM}>",
    f"@{VICTIM}:colin@mail.example",
    "a" * 300 + "@x.example",
    "",
    "@",
]


def test_sixty_names_and_sixty_subjects_reach_whom_they_should_and_nobody_else(world: World) -> None:
    anna, ticket = world.actor("anna"), world.near.ticket.pk
    with smtp_sink() as sink:
        Line.objects.update(smtp_host="127.0.0.1", smtp_port=sink.port, smtp_tls="none", smtp_secret="")
        Consent.objects.all().delete()  # the lines sign in with nothing
        Delivery.objects.update(state=Delivery.SENT)
        for value in NAMES:
            linking.edit(anna, ticket, {"subject": f"{value}?"})
            to = [Address(value, "colin@mail.example")]
            reply(anna, ticket, Written("<p>Hello</p>", to=to, addressed=True))
        for _ in range(10):
            send_due(20)
    assert len(NAMES) == 60
    assert len(sink.kept) == len(NAMES)
    for envelope in sink.kept:
        assert envelope.rcpt_tos == ["colin@mail.example"]
        _check_head(envelope.original_content or b"")


@pytest.mark.parametrize("field", ["to", "cc", "bcc"])
def test_what_is_no_single_address_is_refused(world: World, field: str) -> None:
    anna, ticket = world.actor("anna"), world.near.ticket.pk
    before, accepted = Delivery.objects.count(), 0
    for value in ADDRESSES:
        one = [Address("", value)]
        usual = Written("<p>Hello</p>", to=[Address("", "colin@mail.example")], addressed=True)
        wanted = replace(usual, **{field: one})  # type: ignore[arg-type]  # one of three fields alike
        try:
            reply(anna, ticket, wanted)
        except Refusal:
            continue
        accepted += 1
    assert accepted == 0
    assert Delivery.objects.count() == before


def test_the_house_cannot_inject_itself(world: World) -> None:
    for value in BREAKING[:8]:
        try:
            house.put(world.actor("ada"), "name", value)
        except Refusal:
            continue
        sent = reply(world.actor("anna"), world.near.ticket.pk, Written("<p>Hello</p>")).delivery
        assert sent is not None
        _check_head(bytes(sent.content or b""))


def _check_head(raw: bytes) -> None:
    mail = message_from_bytes(raw)
    names = [name.lower() for name in mail]
    assert len(names) == len(set(names)), names
    assert "bcc" not in names
    assert [address for _, address in getaddresses(mail.get_all("To", []))] == ["colin@mail.example"]
    assert "cc" not in names
