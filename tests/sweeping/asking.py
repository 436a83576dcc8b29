"""Asking the desk during a sweep: each request leaves nothing behind, and what it wrote meanwhile is known."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from hashlib import sha256
from http.cookies import SimpleCookie
from typing import Any

from django.apps import apps
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client

from ringback.access import tokens
from ringback.ledger.actor import SYSTEM
from tests.sweeping.people import Who
from tests.world import World

_WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
# What GET may change: when somebody was last seen.
_ALLOWED = (
    'UPDATE "access_user" SET "seen_at"',
    'UPDATE "access_token" SET "seen_at"',
)
_LEFT_OUT = {"seen_at", "last_login"}


@dataclass(slots=True)
class Answer:
    """What came back, and the writing statements on the way."""

    status: int
    body: bytes
    headers: dict[str, str]
    writes: list[str] = field(default_factory=list)

    def json(self) -> Any:
        return json.loads(self.body)


class Program:
    """Somebody's program: speaks to the API. `undo`: whatever a request did, it did not."""

    def __init__(self, world: World, who: Who, undo: bool = True) -> None:
        self.client, self.undo = Client(), undo
        self.headers: dict[str, str] = {}
        if who.user:
            _, secret = tokens.create(SYSTEM, world.users[who.user].pk, "sweep", who.scopes)
            self.headers["Authorization"] = f"Bearer {secret}"
            self("GET", "/api/v1/statuses")  # from here on the token was seen a moment ago

    def __call__(self, method: str, path: str, body: Any = None, upload: bool = False) -> Answer:
        if upload:
            file = SimpleUploadedFile("swept.txt", b"swept", "text/plain")
            return _asked(lambda: self.client.post(path, {"file": file}, headers=self.headers), self.undo)
        data = b"" if body is None else json.dumps(body).encode()
        return _asked(
            lambda: self.client.generic(method, path, data, "application/json", headers=self.headers),
            self.undo,
        )


class Browser:
    """Somebody before a screen."""

    def __init__(self, world: World, who: Who, undo: bool = True) -> None:
        self.client, self.undo = Client(raise_request_exception=False), undo
        if who.user:
            self.client.force_login(world.users[who.user])
        self.cookies = self.client.cookies.output()

    def __call__(self, method: str, path: str) -> Answer:
        # Signing out is undone like everything else.
        self.client.cookies = SimpleCookie(self.cookies.replace("Set-Cookie: ", ""))
        if method == "POST":
            return _asked(lambda: self.client.post(path), self.undo)
        return _asked(lambda: self.client.generic(method, path), self.undo)


def table_hash() -> str:
    """One hash over every row of every table, save sessions and when somebody was last seen."""
    digest = sha256()
    for model in sorted(apps.get_models(), key=lambda m: m._meta.label):
        if model._meta.label == "access.Session":
            continue
        columns = [f.attname for f in model._meta.concrete_fields if f.name not in _LEFT_OUT]
        for row in model._base_manager.order_by("pk").values_list(*columns):
            digest.update(repr(row).encode())
    return digest.hexdigest()


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside did not happen, and is not remembered."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    cache.clear()


def _asked(ask: Any, undo: bool) -> Answer:
    writes: list[str] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(_WRITES) and not sql.startswith(_ALLOWED) and "access_session" not in sql:
            writes.append(sql[:120])
        return execute(sql, params, many, context)

    with undone() if undo else nullcontext(), connection.execute_wrapper(watch):
        answer = ask()
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return Answer(answer.status_code, body, dict(answer.headers), writes)
