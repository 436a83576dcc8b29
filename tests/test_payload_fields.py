"""What a body may hold: exactly what the operation names. Owner, team, role, times and ids are nobody's to slip in
(TRUST A15), and a foreign id in a body is answered like one that does not exist (TRUST A9)."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.apps import apps
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from ringback.api.operations import Operation
from ringback.kit.models import Base
from tests.sweeping import things
from tests.sweeping.asking import Answer, Program, table_hash
from tests.sweeping.filling import address, ask_probe, probes
from tests.sweeping.people import Who
from tests.sweeping.probes import Probe
from tests.world import World, build

PLAYERS = (Who("agent", "anna"), Who("administrator", "ada"), Who("customer", "colin"))


@pytest.fixture
def world(db: None, settings: LazySettings) -> World:
    settings.API_REQUESTS_A_MINUTE = 10**6
    built = build()
    things.prepare(built)
    return built


@pytest.mark.parametrize("who", PLAYERS, ids=lambda who: who.label)
def test_no_column_of_any_table_can_be_slipped_into_a_body(world: World, who: Who) -> None:
    ask = Program(world, who)
    before, tried = table_hash(), 0
    for entry, probe in probes():
        body = probe.body(world, world.near, who) if probe.body else None
        if body is None or ask_probe(world, who, ask, entry, probe, world.near).status >= 400:
            continue
        more = {name: value for name, value in _columns() if name not in _fields_of(entry)}
        answer = ask(entry.method, address(world, world.near, entry, probe), {**more, **body})
        assert answer.status == 422, f"{entry.method} {entry.path}: {answer.status}"
        refused = set(_errors(answer))
        assert refused >= set(more), f"{entry.method} {entry.path} takes {set(more) - refused}"
        tried += 1
    assert tried >= 4
    assert table_hash() == before


@pytest.mark.parametrize("who", PLAYERS, ids=lambda who: who.label)
def test_what_takes_no_body_takes_none(world: World, who: Who) -> None:
    ask, tried = Program(world, who), 0
    for entry, probe in probes():
        if entry.takes or ask_probe(world, who, ask, entry, probe, world.near).status >= 400:
            continue
        path = address(world, world.near, entry, probe)
        for body in ({"owner_id": 1}, [], "x", 1):
            answer = ask(entry.method, path, body)
            assert (answer.status, answer.writes) == (422, []), f"{entry.method} {path} with {body}"
        assert ask(entry.method, path, {}).status < 400, f"{entry.method} {path}"
        tried += entry.method != "GET"
    assert tried >= (0 if who.user == "colin" else 4)


def test_a_form_holds_its_file_once_and_nothing_else(world: World) -> None:
    ask = Program(world, Who("agent", "anna"))
    path = f"/api/v1/tickets/{world.near.ticket.pk}/drafts/reply/files"
    for more in ({"owner_id": "1"}, {"second": _file()}, {"file": [_file(), _file()]}):
        answer = ask.client.post(path, {"file": _file(), **more}, headers=ask.headers)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid"), more
    retries = f"/api/v1/messages/{world.near.held.pk}/acceptances"
    assert ask.client.post(retries, {"owner_id": "1"}, headers=ask.headers).status_code == 422
    form = {"content_type": MULTIPART_CONTENT, "data": encode_multipart(BOUNDARY, {"owner_id": "1"})}
    draft = f"/api/v1/drafts/{world.near.draft.pk}"
    assert ask.client.delete(draft, headers=ask.headers, **form).status_code == 422


def _file() -> SimpleUploadedFile:
    return SimpleUploadedFile("a.txt", b"a")


@pytest.mark.parametrize("who", PLAYERS, ids=lambda who: who.label)
def test_no_unknown_name_can_stand_in_a_query(world: World, who: Who) -> None:
    ask = Program(world, who)
    for entry, probe in probes():
        if ask_probe(world, who, ask, entry, probe, world.near).status < 400:
            path = address(world, world.near, entry, probe)
            for name in ("owner_id", "is_admin", "fields", "include"):
                answer = ask(
                    entry.method, f"{path}{'&' if '?' in path else '?'}{name}=1", _body(world, who, probe)
                )
                assert answer.status == 422, f"{entry.method} {path} with {name}"


_CALL = {"channel": "phone", "direction": "in", "offered_at": "2026-10-01T09:00:00Z"}
# operation, who asks, body with the id in question: foreign to them, or absent altogether.
BODIES: list[tuple[str, str, str, str, Any]] = [
    ("POST", "/tickets", "anna", "contact", lambda w, x: {"subject": "S", "html": "<p>h</p>", "contact": x}),
    ("POST", "/interactions", "anna", "ticket", lambda w, x: {**_CALL, "tickets": [x]}),
    ("POST", "/interactions", "anna", "contact", lambda w, x: {**_CALL, "contact": x}),
    ("POST", "/tickets/{near}/links", "anna", "ticket", lambda w, x: {"other": x}),
    ("POST", "/tickets/{near}/assignments", "pia", "user", lambda w, x: {"user": x}),
    ("POST", "/tickets/{near}/notes", "pia", "user", lambda w, x: {"html": "<p>h</p>", "users": [x]}),
    ("POST", "/tickets/{near}/notes", "pia", "team", lambda w, x: {"html": "<p>h</p>", "teams": [x]}),
    ("POST", "/tickets/{near}/notes", "anna", "draft_file", lambda w, x: {"html": "<p>h</p>", "files": [x]}),
    (
        "POST",
        "/tickets/{near}/replies",
        "anna",
        "draft_file",
        lambda w, x: {"html": "<p>h</p>", "files": [x]},
    ),
    ("POST", "/tickets/{near}/replies", "anna", "file", lambda w, x: {"html": "<p>h</p>", "files": [x]}),
]


@pytest.mark.parametrize(("method", "path", "user", "kind", "body"), BODIES)
def test_a_foreign_id_in_a_body_is_answered_like_an_absent_one(
    world: World, method: str, path: str, user: str, kind: str, body: Any
) -> None:
    ask, at = Program(world, Who(user, user)), "/api/v1" + path.format(near=world.near.ticket.pk)
    foreign = ask(method, at, body(world, things.value(world, world.far, kind)))
    absent = ask(method, at, body(world, things.absent(world, kind)))
    assert (foreign.status, foreign.body) == (absent.status, absent.body)
    assert foreign.status == 422


def _columns() -> Iterator[tuple[str, Any]]:
    """Every column of every table of ours, and what it is called as a relation."""
    for model in apps.get_models():
        if issubclass(model, Base):
            for column in model._meta.concrete_fields:
                yield column.name, 1
                yield column.attname, 1
    yield from (
        ("account_id", 1),
        ("is_superuser", True),
        ("is_staff", True),
        ("acting_for", 1),
        ("__proto__", {}),
    )


def _fields_of(entry: Operation) -> set[str]:
    body = entry.view.__annotations__.get("body")
    return set(body.model_fields) if body else set()


def _errors(answer: Answer) -> Mapping[str, Any]:
    found: Mapping[str, Any] = answer.json().get("errors", {})
    return found


def _body(world: World, who: Who, probe: Probe) -> Any:
    return probe.body(world, world.near, who) if probe.body else None
