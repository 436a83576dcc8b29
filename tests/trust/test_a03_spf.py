"""TRUST A3: a hint threads for who takes part only where the sender is proven; SPF by our own check proves it, and a
pass of another domain does not."""

from typing import Any

import pytest

from ringback.channels.adapters.email.parser_process import Parser
from ringback.channels.models import Inbound
from ringback.channels.take_in import Handed, take_in
from ringback.kit.clock import now
from ringback.tickets.intake import process
from tests.channels.authentication.letters import answers
from tests.tickets.mails import message_of
from tests.trust.letters import letter
from tests.world import World

IP = "93.184.215.14"
COLIN = "colin@mail.example"
RECORDS = {"mail.example": f"v=spf1 ip4:{IP} -all".encode(), "evil.example": b"v=spf1 +all"}


@pytest.fixture(autouse=True)
def dns(monkeypatch: Any) -> None:
    monkeypatch.setattr("ringback.channels.authentication.asking", lambda seconds: answers(RECORDS))


def test_spf_of_the_senders_own_domain_threads_a_hint(world: World, parser: Parser) -> None:
    ended = _arrive(world, parser, IP, COLIN)
    assert (ended.end, message_of(ended).ticket, message_of(ended).is_authentic) == (
        Inbound.THREADED,
        world.near.ticket,
        True,
    )


@pytest.mark.parametrize(
    ("ip", "mail_from"),
    [
        ("8.8.8.8", "eve@evil.example"),
        (IP, "eve@evil.example"),
        ("8.8.8.8", COLIN),
        (IP, ""),
        (IP, "eve@evil.example@mail.example"),
        ("", COLIN),
    ],
)
def test_a_spoofed_sender_is_opened_apart_whatever_passes_elsewhere(
    world: World, parser: Parser, ip: str, mail_from: str
) -> None:
    ended = _arrive(world, parser, ip, mail_from)
    assert (ended.end, ended.reason) == (Inbound.OPENED, "possibly related")
    assert message_of(ended).is_authentic is False
    assert message_of(ended).ticket != world.near.ticket


def test_behind_a_server_of_ours_only_what_that_server_names_counts(world: World, parser: Parser) -> None:
    line = world.near.line
    line.trusted_server = "mx.desk.example"
    line.save(update_fields=["trusted_server"])
    received = (
        f"from mta (mail.example [{IP}]) by {{}} (Postfix) with ESMTP id 1; Thu, 5 Nov 2026 12:00:00 +0000"
    )
    other = {"Received": received.format("mx.evil.example")}
    assert _arrive(world, parser, IP, COLIN, other).end == Inbound.OPENED
    ours = {"Received": received.format("mx.desk.example")}
    assert _arrive(world, parser, "", COLIN, ours).end == Inbound.THREADED


def test_who_brought_a_mail_is_forgotten_with_its_end(world: World, parser: Parser) -> None:
    assert _take(world, IP, COLIN, {}).peer_ip == IP
    ended = _arrive(world, parser, IP, COLIN, {"X-Note": "another"})
    assert (ended.peer_ip, ended.peer_helo) == ("", "")


def _arrive(
    world: World, parser: Parser, ip: str, mail_from: str, fields: dict[str, str] | None = None
) -> Inbound:
    taken = _take(world, ip, mail_from, fields or {})
    process(taken, parser)
    taken.refresh_from_db()
    return taken


def _take(world: World, ip: str, mail_from: str, fields: dict[str, str]) -> Inbound:
    subject = f"Re: Kettle leaks [#{world.near.ticket.pk}]"
    raw = letter(COLIN, world.near.line.address, subject, f"And now? {ip} {mail_from}", fields)
    handed = Handed(raw, "smtp", now(), envelope_from=mail_from, peer_ip=ip, peer_helo="mta.example")
    # As the worker finds it, which knows nothing but the receipt.
    return Inbound.objects.select_related("line").get(pk=take_in(world.near.line, handed).pk)
