"""TRUST A34: nobody alters the ledger by any address, and who does it past the desk is found."""

import json
from collections.abc import Iterator

import pytest
from django.db import connection

from ringback.access import staff
from ringback.api.operations import operations
from ringback.cli.main import main
from ringback.ledger import seals
from ringback.ledger.actor import SYSTEM
from ringback.ledger.models import Event
from ringback.web.routes import routes
from tests.fresh import Fresh, until_settled
from tests.sweeping.asking import Browser, Program
from tests.sweeping.filling import ask_probe, probes
from tests.sweeping.people import Who
from tests.trust.eyes import web_addresses
from tests.world import World

ALTERING = [f'{word} "ledger_{name}"' for word in ("UPDATE", "DELETE FROM") for name in ("event", "seal")]
ALTERING += ['UPDATE "ledger_eventdetail"']
METHODS = ("POST", "PUT", "PATCH", "DELETE")
ADA = Who("ada", "ada")


def test_no_address_lets_an_administrator_alter_the_ledger(world: World) -> None:
    before, asked = _ledger(), 0
    for path, writes in _attempts(world):
        asked += 1
        assert not [one for one in writes if one.replace("`", '"').startswith(tuple(ALTERING))], path
    assert asked > 30
    assert _ledger()[: len(before)] == before


def test_no_header_makes_it_somebody_elses_deed(world: World) -> None:
    program = Program(world, ADA, undo=False)
    for name in ("X-On-Behalf-Of", "From", "X-Forwarded-User", "Remote-User", "X-Impersonate", "Sudo"):
        program.headers |= {name: world.users["max"].email}
    number = world.organization.pk
    assert program("PATCH", f"/api/v1/organizations/{number}", {"notes": "By me"}).status == 200
    event = Event.objects.latest("id")
    assert event.kind.startswith("organization.") and event.for_id == world.users["ada"].pk
    assert event.actor_kind == "token"


COLUMNS = [
    "kind = 'x'",
    "subject_id = 99",
    "actor_id = 99",
    "at = '2026-01-01T00:00:00Z'",
    "data = '{\"a\":1}'",
]


@pytest.mark.parametrize("change", COLUMNS)
def test_a_row_edited_in_sql_is_found_by_the_command(
    fresh_db: Fresh, capsys: pytest.CaptureFixture[str], change: str
) -> None:
    staff.add(SYSTEM, "anna@house.example", "Anna", ["agent"])
    until_settled()
    seals.seal()
    number = Event.objects.latest("id").pk
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE ledger_event DISABLE TRIGGER ALL")
        else:
            cursor.execute("DROP TRIGGER ledger_event_no_update")
        cursor.execute(f"UPDATE ledger_event SET {change} WHERE id = {number}")
        assert cursor.rowcount == 1
    assert main(["audit", "verify", "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert said["broken"] and not said["ok"]


def _attempts(world: World) -> Iterator[tuple[str, list[str]]]:
    """Everything that web and API take, and what they might."""
    program, browser = Program(world, ADA), Browser(world, ADA)
    for entry, probe in probes():
        if entry.method != "GET":
            yield entry.path, ask_probe(world, ADA, program, entry, probe, world.near).writes
    number = Event.objects.latest("id").pk
    odd = {entry.path for entry in operations() if "event" in entry.path or "timeline" in entry.path}
    for path in {
        *odd,
        "/events",
        f"/events/{number}",
        "/seals/1",
        f"/tickets/{world.near.ticket.pk}/timeline",
    }:
        for method in METHODS:
            answer = program(method, f"/api/v1{path}", {"kind": "x", "data": {}, "id": number})
            assert answer.status in (404, 405, 422), (method, path)
            yield path, answer.writes
    for _, path in web_addresses(world, world.near, "POST"):
        yield path, browser("POST", path).writes
    for entry in routes():
        for method in METHODS[1:]:
            yield entry.path, browser(method, f"/{entry.path}").writes


def _ledger() -> list[tuple[object, ...]]:
    return list(Event.objects.order_by("id").values_list())
