"""TRUST A18, A19, B4, B5: bombs and broken mails end where people see them, and hold up nobody."""

from collections.abc import Iterator

import pytest

from ringback.channels.adapters.email.parser_process import Parser
from ringback.channels.models import Inbound
from ringback.channels.take_in import Handed, raw_of, take_in
from ringback.kit.clock import now
from ringback.ledger.models import Parked
from ringback.tickets import intake
from ringback.tickets.health import is_well
from ringback.tickets.models import Message
from tests.channels.adapters.email.test_bombs import OPENED, UNREADABLE
from tests.sweeping.asking import Browser
from tests.sweeping.people import Who
from tests.trust.letters import letter
from tests.world import World

# Small ones that go off in the parser; the whole list, megabytes and all, is the slow run's.
QUICK = [name for name in OPENED if len(OPENED[name]) < 1_000_000][::5]
BROKEN = [
    b"Subject: no From\r\n\r\nx",
    b"From: \r\nSubject: empty From\r\n\r\nx",
    b"From: \xff\xfe\xfd\r\n\r\nx",
    b'From: "\r\n\r\nx',
    b"From: a@b@c\r\n\r\nx",
    b"From: alice@example.org)bob@victim.example\r\n\r\nx",
    b"\r\n\r\nFrom: late@example.org\r\n\r\nx",
    b"\x89PNG\r\n\x1a\n",
    b"",
]


@pytest.mark.parametrize("everything", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_every_poison_among_good_mails_gets_its_end_and_the_good_ones_theirs(
    world: World, parser: Parser, everything: bool
) -> None:
    line = world.near.line
    poison = list(_poison(everything))
    taken = []
    for number, raw in enumerate(poison):
        taken.append((take_in(line, Handed(raw, "smtp", now())), raw))
        good = letter(f"good{number}@mail.example", line.address, "Good", f"Good {number}")
        take_in(line, Handed(good, "smtp", now()))
    while intake.process_waiting(parser):
        pass
    assert not Inbound.objects.waiting().exists()
    for inbound, raw in taken:
        _ended_visibly(world, inbound, raw)
    assert Message.objects.filter(text__startswith="Good").count() == len(poison)


def test_every_quarantined_mail_stands_in_the_list_with_reason_source_and_both_ways_on(
    world: World, parser: Parser
) -> None:
    taken = [take_in(world.near.line, Handed(raw, "smtp", now())) for raw in BROKEN]
    while intake.process_waiting(parser):
        pass
    ended = Inbound.objects.filter(pk__in=[i.pk for i in taken], end=Inbound.QUARANTINED)
    assert ended.count() >= 5
    ask = Browser(world, Who("agent", "anna"))
    listed = ask("GET", "/inbound?end=quarantined").body.decode()
    for inbound in ended:
        page = ask("GET", f"/inbound/{inbound.pk}").body.decode()
        assert inbound.reason
        assert f"/inbound/{inbound.pk}" in listed
        assert f"/inbound/{inbound.pk}/retrial" in page
        assert f"/inbound/{inbound.pk}/ticket" in page
        assert raw_of(inbound) == ask("GET", f"/inbound/{inbound.pk}/source").body


def test_a_quarantined_mail_makes_the_desk_say_that_people_should_look(world: World, parser: Parser) -> None:
    Inbound.objects.filter(end=Inbound.QUARANTINED).update(end=Inbound.IGNORED)
    Parked.objects.update(settled_at=now())
    well = is_well()
    inbound = take_in(world.near.line, Handed(b"\x89PNG no mail", "smtp", now()))
    assert intake.process(inbound, parser) == Inbound.QUARANTINED
    assert well
    assert not is_well()


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (b"\x89PNG one", b"\x89PNG two"),
        (
            b"From: a@mail.example\nSubject: x\nNo blank line, word one",
            b"From: a@mail.example\nSubject: x\nNo blank line, two",
        ),
        (b"Received: x\nword one", b"Received: x\nword two"),
    ],
)
def test_two_different_mails_are_never_taken_for_one(world: World, one: bytes, two: bytes) -> None:
    first, second = (take_in(world.near.line, Handed(raw, "smtp", now())) for raw in (one, two))
    assert first.first_id is None
    assert second.first_id is None


def test_the_same_mail_by_another_road_is_known_again(world: World) -> None:
    raw = b"From: a@mail.example\nSubject: x\n folded\n\nHello\n"
    first = take_in(world.near.line, Handed(raw, "smtp", now()))
    ways = [
        b"Received: by road\n\tof two lines\n" + raw,
        b"From a@mail.example Mon Nov  2 09:00:00 2026\n" + raw,
    ]
    for way in [*ways, raw.replace(b"\n", b"\r\n"), b"X-Spam: no\n" + raw + b"\n\n"]:
        assert take_in(world.near.line, Handed(way, "file", now())).first_id == first.pk


def test_a_mail_over_a_limit_still_is_a_ticket_with_its_subject(world: World, parser: Parser) -> None:
    raw = OPENED["900 nested multiparts"].encode()
    inbound = take_in(world.near.line, Handed(raw, "smtp", now()))
    assert intake.process(inbound, parser) == Inbound.OPENED
    message = Message.objects.get(inbound=inbound)
    assert (message.subject, message.text, bool(message.withheld)) == ("Help", "", True)
    assert raw_of(inbound) == raw


def _poison(everything: bool) -> Iterator[bytes]:
    yield from (OPENED[name].encode() for name in (OPENED if everything else QUICK))
    yield from UNREADABLE.values() if everything else (UNREADABLE["nothing"], UNREADABLE["a picture"])
    yield from BROKEN


def _ended_visibly(world: World, inbound: Inbound, raw: bytes) -> None:
    inbound.refresh_from_db()
    if inbound.first_id is None:
        assert inbound.end in (Inbound.OPENED, Inbound.QUARANTINED), raw[:200]
        assert inbound.end == Inbound.OPENED or inbound.reason
    assert Inbound.objects.visible_to(world.actor("anna")).filter(pk=inbound.pk).exists()
    assert raw_of(inbound) == raw
