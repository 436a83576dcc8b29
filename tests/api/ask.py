"""Asking the API in tests, as somebody of the cast."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ringback.access import tokens
from ringback.access.models import User
from ringback.ledger.actor import SYSTEM

ROOT = "/api/v1"


def pieces(ask: "Asking", path: str, limit: int) -> Iterator[Any]:
    """Everything in a list, read in pieces of at most `limit`, in the order it came."""
    cursor: str | None = ""
    while cursor is not None:
        piece = ask.get(f"{path}?limit={limit}&cursor={cursor}")
        assert len(piece["items"]) <= limit
        yield from piece["items"]
        cursor = piece["next"]


class Asking:
    """A program with a token of `user`'s, narrowed to `scopes` where given."""

    def __init__(self, user: User, scopes: Iterable[str] = ()) -> None:
        self.token, self.secret = tokens.create(SYSTEM, user.pk, "test", list(scopes))
        self.client = Client()

    def __call__(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> Any:
        """The answer to one request; `body` goes as JSON."""
        given = {"Authorization": f"Bearer {self.secret}", **(headers or {})}
        data = b"" if body is None else json.dumps(body).encode()
        return self.client.generic(method, ROOT + path, data, "application/json", headers=given)

    def upload(self, path: str, content: bytes, headers: dict[str, str] | None = None) -> Any:
        """The answer to a form with a file."""
        given = {"Authorization": f"Bearer {self.secret}", **(headers or {})}
        return self.client.post(ROOT + path, {"file": SimpleUploadedFile("a.txt", content)}, headers=given)

    def get(self, path: str, **more: Any) -> Any:
        """What a GET answers, which must be 200."""
        answer = self("GET", path, **more)
        assert answer.status_code == 200, answer.content
        return answer.json()
