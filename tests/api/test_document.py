"""The OpenAPI document against the desk: whatever it allows breaks nothing, and answers look as it says (TRUST A32)."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import schemathesis
from django.conf import LazySettings
from django.test import Client
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis.generation import GenerationMode

from ringback.access import tokens
from ringback.api import openapi
from ringback.api.operations import operations
from ringback.ledger.actor import SYSTEM
from tests.sweeping import things
from tests.sweeping.asking import undone
from tests.sweeping.filling import address, probes
from tests.world import SECRET, World, build

EXAMPLES = 5
# Digests of tokens and passwords, and sealed secrets, whoever reads.
HASHES = re.compile(rb"argon2|pbkdf2|gAAAAA")


@pytest.fixture
def world(db: None, settings: LazySettings) -> World:
    settings.API_REQUESTS_A_MINUTE = 10**6
    built = build()
    things.prepare(built)
    return built


@pytest.mark.parametrize(
    "mode",
    [GenerationMode.POSITIVE, pytest.param(GenerationMode.NEGATIVE, marks=pytest.mark.slow)],
    ids=lambda mode: mode.value,
)
def test_no_request_breaks_anything_and_every_answer_is_one_of_the_document(
    world: World, mode: GenerationMode
) -> None:
    schema = schemathesis.openapi.from_dict(openapi.described())
    secrets = {name: tokens.create(SYSTEM, world.users[name].pk, "t")[1] for name in ("anna", "ada", "colin")}
    client = Client()
    for found in schema.get_all_operations():
        operation: Any = found
        _ask_often(world, client, operation.ok(), mode, secrets)


def _ask_often(
    world: World, client: Client, operation: Any, mode: GenerationMode, secrets: dict[str, str]
) -> None:
    paths = list(_paths(world, operation))

    @seed(7)
    @settings(
        max_examples=EXAMPLES,
        phases=[Phase.generate],
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(
        case=operation.as_strategy(generation_mode=mode),
        path=st.sampled_from(paths),
        who=st.sampled_from(sorted(secrets)),
    )
    def ask(case: Any, path: str, who: str) -> None:
        with undone():
            answer = _answer(client, case, path, secrets[who])
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        _is_documented(operation, answer, body)
        _tells_no_secret(world, body)

    ask()


def _paths(world: World, operation: Any) -> Iterator[str]:
    """The operation's address with things that are there; the generated ones are mostly absent."""
    for entry, probe in probes():
        if entry.method == operation.method.upper() and openapi.address(entry) == operation.path:
            yield address(world, world.near, entry, probe).partition("?")[0]


def _answer(client: Client, case: Any, path: str, secret: str) -> Any:
    headers = {
        k: v
        for k, v in (case.headers or {}).items()
        if isinstance(v, str) and v.isascii() and v.isprintable()
    }
    headers["Authorization"] = f"Bearer {secret}"
    query = {name: value for name, value in (case.query or {}).items() if isinstance(value, str | int)}
    if case.media_type == "multipart/form-data":
        fields = case.body.items() if isinstance(case.body, dict) else ()
        form = {name: value for name, value in fields if isinstance(value, str | bytes)}
        return client.post(path, form, headers=headers)
    data = b"" if not case.operation.body else json.dumps(case.body, default=str).encode()
    return client.generic(case.method, path, data, "application/json", headers=headers, query_params=query)


def _is_documented(operation: Any, answer: Any, body: bytes) -> None:
    where = f"{operation.method} {operation.path}: {answer.status_code} {body[:300]!r}"
    assert answer.status_code < 500, where
    told = operation.definition.raw["responses"].get(str(answer.status_code))
    assert told is not None, where
    kinds = told.get("content", {})
    if kinds and answer["Content-Type"] in kinds and answer["Content-Type"] != "application/octet-stream":
        response = schemathesis.Response(
            status_code=answer.status_code,
            headers={name: [value] for name, value in answer.headers.items()},
            content=body,
            request=requests.Request(operation.method, "http://testserver/").prepare(),
            elapsed=0.0,
            verify=True,
        )
        assert operation.is_valid_response(response), where


def _tells_no_secret(world: World, body: bytes) -> None:
    assert SECRET.encode() not in body
    assert not HASHES.search(body)
    for scene in world.scenes():
        assert scene.answer.delivery is not None
        assert scene.answer.delivery.secret.encode() not in body
    for token in world.users["anna"].tokens.all():
        assert token.digest.encode() not in body


def test_every_operation_names_its_scope_and_its_problems() -> None:
    paths = json.loads(openapi.document().content)["paths"]
    for entry in operations():
        told = paths[openapi.address(entry)][entry.method.lower()]
        assert told["security"] == [{"token": [entry.scope]}]
        assert {"401", "403", "404", "422", "429"} <= set(told["responses"])
        assert list(told["responses"]["404"]["content"]) == ["application/problem+json"]


def test_no_answer_has_a_field_for_secrets() -> None:
    shapes = openapi.described()["components"]["schemas"]
    shown = {name: set(shape.get("properties", {})) for name, shape in shapes.items() if name.endswith("Out")}
    assert shown
    for name, fields in shown.items():
        assert not fields & {"password", "digest", "secret", "secret_digest", "imap_secret", "smtp_secret"}, (
            name
        )


def test_if_match_is_offered_where_it_is_heeded_and_nowhere_else() -> None:
    paths = openapi.described()["paths"]
    for entry in operations():
        told = paths[openapi.address(entry)][entry.method.lower()]
        named = {one["name"] for one in told.get("parameters", []) if one["in"] == "header"}
        assert ("If-Match" in named) == entry.versioned, entry.path
        assert not (entry.versioned and entry.method == "GET")


def test_files_are_described_as_the_bytes_they_are() -> None:
    paths = openapi.described()["paths"]
    file = paths["/api/v1/attachments/{key}"]["get"]["responses"][200]["content"]
    raw = paths["/api/v1/inbound/{inbound_id}/raw"]["get"]["responses"][200]["content"]
    assert "application/json" not in {*file, *raw}
    assert {"application/octet-stream", "image/png"} <= set(file)
    assert set(raw) == {"application/octet-stream"}


def test_every_list_takes_limit_and_cursor() -> None:
    whole = openapi.described()
    lists = 0
    for entry in operations():
        told = whole["paths"][openapi.address(entry)][entry.method.lower()]
        if entry.method == "GET" and "items" in _fields(whole, told):
            query = {one["name"]: one["schema"] for one in told["parameters"] if one["in"] == "query"}
            limit = query["limit"]
            assert (limit["minimum"], limit["maximum"], limit["default"]) == (1, 100, 50), entry.path
            assert "cursor" in query, entry.path
            lists += 1
    assert lists > 20


def _fields(whole: dict[str, Any], told: dict[str, Any]) -> set[str]:
    """The names of what a good answer holds, of all shapes that it may have."""
    schema = told["responses"].get(200, {}).get("content", {}).get("application/json", {}).get("schema", {})
    shapes = [
        whole["components"]["schemas"][name] for name in re.findall(r"schemas/(\w+)", json.dumps(schema))
    ]
    return {field for shape in shapes for field in shape.get("properties", {})}
