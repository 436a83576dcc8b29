"""TRUST A1: mail of third parties to a ticket's address is for agents to judge; customers never see it."""

from typing import NamedTuple

from ringback.channels.adapters.email.parser_process import Parser
from ringback.channels.models import Delivery, Inbound
from ringback.tickets.models import Message, Participant
from tests.trust.eyes import seen_by
from tests.trust.letters import arrive, letter, written
from tests.world import World

CODE = "code-739205"


class Shape(NamedTuple):
    """Who writes to what, and by which fields. P is the ticket's plus-address, L the line's, N its number, M our
    Message-ID."""

    sender: str
    to: str
    subject: str
    fields: dict[str, str]
    envelope_to: str = ""
    envelope_from: str = "bounce@sender.example"


SHAPES = [
    Shape("no-reply@accounts.search.example", "P", "Your verification code", {}),
    Shape("no-reply@accounts.search.example", "L", "Your verification code [#N]", {}),
    Shape("feedback@chat.example", "P", "Confirm your address on Chat", {"Auto-Submitted": "auto-generated"}),
    Shape("noreply@id.fruit.example", "P", "Your ID code", {"Precedence": "bulk"}),
    Shape("Colin <noreply@git.example>", "P", "You are invited", {"Reply-To": "colin@mail.example"}),
    Shape("noreply@git.example", "x@other.example", "You are invited", {"Cc": "P"}),
    Shape("noreply@git.example", "undisclosed-recipients:;", "You are invited", {}, "P"),
    Shape("noreply@git.example", "alias@desk.example", "Reset your password", {}, "P"),
    Shape("noreply@git.example", "alias@desk.example", "Reset your password", {"Delivered-To": "P"}),
    Shape("noreply@git.example", "alias@desk.example", "Reset your password", {"X-Original-To": "P"}),
    Shape("noreply@git.example", "L", "Re: Kettle leaks [#N]", {"In-Reply-To": "<M>"}),
    Shape("noreply@git.example", "L", "Re: Kettle leaks [#N]", {"References": "<a@b.example> <M>"}),
    Shape("noreply@git.example", "P", "Receipt", {"Sender": "colin@mail.example"}),
    Shape(
        "noreply@git.example",
        "P",
        "Receipt",
        {"Return-Path": "<colin@mail.example>"},
        "",
        "colin@mail.example",
    ),
    Shape("noreply@git.example", "P", "Receipt", {}, "", ""),
    Shape('"colin@mail.example" <noreply@git.example>', "P", "Sign in", {}),
    Shape("colin@mail.example.evil.example", "P", "Sign in", {}),
    Shape("list@lists.example", "P", "[users] digest", {"List-Id": "<users.lists.example>"}),
    Shape("noreply@git.example", "P", "Sign in", {"Resent-From": "colin@mail.example", "Resent-To": "L"}),
    Shape("=?utf-8?q?colin=40mail=2Eexample?= <noreply@git.example>", "P", "Sign in", {}),
]


def test_of_twenty_third_party_mails_the_customer_sees_nothing_and_agents_all(
    world: World, parser: Parser
) -> None:
    confirmed = Participant.objects.filter(ticket=world.near.ticket, is_confirmed=True)
    before = set(confirmed.values_list("address"))
    for number, shape in enumerate(SHAPES):
        inbound = _send(world, parser, shape, number)
        assert inbound.end in (Inbound.HELD, Inbound.OPENED), shape
        found = Message.objects.filter(inbound=inbound, text__contains=CODE)
        assert found.visible_to(world.actor("anna")).exists(), shape
        assert not found.visible_to(world.actor("colin")).exists(), shape
    assert len(SHAPES) == 20
    assert set(confirmed.values_list("address")) == before
    assert CODE not in seen_by(world, "colin")
    assert Delivery.objects.filter(recipients__folded="colin@mail.example").exists()
    assert not [mail.pk for mail in Delivery.objects.all() if CODE in written(mail)]


def _send(world: World, parser: Parser, shape: Shape, number: int) -> Inbound:
    delivery = world.near.answer.delivery
    assert delivery is not None
    line = world.near.line
    local, _, domain = line.address.partition("@")
    names = {
        "P": f"{local}+{delivery.secret}@{domain}",
        "L": line.address,
        "<M>": f"<{delivery.message_id}>",
        "<a@b.example> <M>": f"<a@b.example> <{delivery.message_id}>",
    }
    fields = {name: names.get(value, value) for name, value in shape.fields.items()}
    subject = shape.subject.replace("#N", f"#{world.near.ticket.pk}")
    text = f"Somebody wants to sign in. The {CODE} is yours. ({number})"
    raw = letter(shape.sender, names.get(shape.to, shape.to), subject, text, fields)
    to = (names.get(shape.envelope_to, line.address),)
    return arrive(line, raw, parser, shape.envelope_from, to)
