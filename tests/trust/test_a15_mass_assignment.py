"""TRUST A15: a body sets what its form or shape names, and nothing else."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.test import Client

from ringback.access import tokens
from ringback.api.operations import operations
from ringback.ledger.actor import SYSTEM
from ringback.tickets.models import Category, Status
from tests.sweeping.asking import undone
from tests.sweeping.people import Who
from tests.sweeping.probes import PROBES
from tests.trust.acting import filled
from tests.trust.eyes import web_addresses
from tests.trust.rows import rows, undone_with_ids
from tests.world import World

# Forms and shapes are read before a database is asked.
pytestmark = pytest.mark.once
AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
LINE = {
    "name": "North",
    "address": "north@desk.example",
    "imap_port": "993",
    "imap_tls": "tls",
    "imap_folder": "INBOX",
    "after": "move",
    "move_to": "Processed",
    "smtp_port": "465",
    "smtp_tls": "tls",
}


def _filled_in(world: World) -> dict[str, dict[str, Any]]:
    """A form by the name of its route, filled in so that it does something."""
    north, status = world.teams["North"].pk, Status.objects.filter(category=Category.RESOLVED)[:1].get().pk
    text = {"html_or_text": "Word", "format": "text"}
    return {
        "contact": {"name": "Renamed"},
        "identities": {"kind": "phone", "value": "+4930123456"},
        "ticket.details": {"subject": "Renamed"},
        "ticket.tags": {"tags": "red, green"},
        "ticket.shelf": {"shelf": "spam"},
        "notes": text,
        "replies": {**text, "to": "colin@mail.example"},
        "draft": text,
        "ticket.assign": {"user": world.users["anna"].pk},
        "ticket.own": {"user": world.users["lena"].pk},
        "ticket.move": {"team": world.teams["South"].pk},
        "ticket.status": {"status": status},
        "links": {"number": world.near.other.pk},
        "participants": {"address": "aunt@mail.example"},
        "ticket.new": {**text, "customer": "a@mail.example", "subject": "S", "line": world.near.line.pk}
        | {"type": "question", "priority": "3"},
        "organization": {"name": "Renamed"},
        "me": {"name": "Renamed", "language": "en", "time_zone": "UTC"},
        "me.signature": text,
        "tokens": {"name": "mine", "days": "3"},
        "people": {"name": "New", "email": "new@house.example", "roles": ["agent"]},
        "person": {"name": "Anna", "email": "anna@house.example", "roles": ["agent"]},
        "teams": {"name": "West"},
        "team": {"name": "Renamed"},
        "line": {**LINE, "team": str(north)},
        "line.new": {**LINE, "name": "W", "address": "w@desk.example", "team": str(north)},
        "signature": text,
        "house": {"name": "Renamed"},
        "glass": {"reason": "Looking at what happened"},
    }


def _every_field() -> list[str]:
    return sorted(
        {f.attname for model in apps.get_models() for f in model._meta.concrete_fields} | {"pk", "by"}
    )


@pytest.mark.parametrize("name", ["anna", pytest.param("ada", marks=pytest.mark.slow)])
def test_a_field_of_a_model_slipped_into_a_form_changes_nothing(world: World, name: str) -> None:
    client, forms, tried = Client(), _filled_in(world), 0
    client.force_login(world.users[name])
    extra = dict.fromkeys(_every_field(), "1")
    for entry, path in web_addresses(world, world.near, "POST"):
        if entry.path.startswith(
            ("sign-", "me/password", "me/second", "me/passkeys", "me/recovery", "me/confirm", "first-run")
        ):
            continue
        form = forms.get(entry.name, {})
        usual = _after(client, path, form)
        slipped = _after(client, path, {**extra, **form})
        untouched = _after(client, "/health", {})
        assert slipped[1] in (usual[1], untouched[1]), path
        tried += usual[1] != untouched[1]
    assert tried >= 15


def test_the_api_refuses_every_field_it_does_not_name(world: World) -> None:
    _, secret = tokens.create(SYSTEM, world.users["ada"].pk, "all")
    _, other = tokens.create(SYSTEM, world.users["anna"].pk, "all")
    refused = 0
    for path, method, body in _bodies(world):
        for held in (secret, other):
            bearer = {"Authorization": f"Bearer {held}"}
            with undone():
                before = rows(left_out={"seen_at"})
                answer = Client().generic(method, path, json.dumps(body), "application/json", headers=bearer)
                assert answer.status_code in (403, 404, 422), (method, path, answer.content)
                assert rows(left_out={"seen_at"}) == before, (method, path)
            refused += answer.status_code == 422
    assert refused >= 30


def _bodies(world: World) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for entry in operations():
        for probe in PROBES[entry.method, entry.path]:
            if probe.body is not None:
                usual = probe.body(world, world.near, Who("anna", "anna"))
                path = filled(world, world.near, entry.path, probe)
                yield path, entry.method, {**dict.fromkeys(_every_field(), 1), **usual}


def _after(client: Client, path: str, form: dict[str, Any]) -> tuple[int, dict[str, list[str]]]:
    with undone_with_ids(), time_machine.travel(AT, tick=False):
        answer = client.post(path, form)
        assert answer.status_code < 500, (path, form)
        return answer.status_code, rows(left_out={"content", "seen_at"})
