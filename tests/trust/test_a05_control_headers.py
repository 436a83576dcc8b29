"""TRUST A5: no header of a mail sets a field of ours."""

from datetime import UTC, datetime

import time_machine

from ringback.channels.adapters.email.parser_process import Parser
from ringback.tickets.models import Message
from tests.trust.letters import arrive, letter
from tests.trust.rows import rows, undone_with_ids
from tests.world import World

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
FIELDS = ("Owner", "Queue", "Status", "Priority", "Customer", "Group", "State", "Type", "Tags", "Internal")
VENDORS = ("X-Zammad-Ticket", "X-OTRS", "X-RT", "X-Ringback", "X-Desk")
HEADERS = {f"{vendor}-{field}": "1" for vendor in VENDORS for field in FIELDS} | {
    "RT-Ticket": "example.org #1",
    "RT-Originator": "anna@house.example",
    "Managed-BY": "RT",
    "X-Priority": "1",
    "Importance": "high",
    "X-Spam-Flag": "YES",
    "X-On-Behalf-Of": "anna@house.example",
    "X-Ignore": "1",
    "X-FreeScout-Mail-Type": "user.notification",
    "X-Team": "South",
}


def test_sixty_control_headers_change_not_one_field(world: World, parser: Parser) -> None:
    assert len(HEADERS) == 60
    without, number = _outcome(world, parser, {})
    with_them, _ = _outcome(world, parser, HEADERS)
    assert number
    assert with_them == without


def _outcome(world: World, parser: Parser, headers: dict[str, str]) -> tuple[dict[str, list[str]], int]:
    raw = letter("New One <new@mail.example>", world.near.line.address, "Hello", "Text", headers)
    with undone_with_ids(), time_machine.travel(AT, tick=False):
        arrive(world.near.line, raw, parser)
        found = Message.objects.filter(author_address="new@mail.example", state=Message.ACCEPTED).count()
        return rows(left_out={"size", "content"}), found
