"""How many statements a request takes, counted in this process; transactions' own words do not count."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from django.core.cache import cache
from django.db import connection
from django.test import Client

from ringback.bench.client import Request

_FRAMING = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "START")


@contextmanager
def counting() -> Iterator[list[str]]:
    """The statements sent within the block, by this thread."""
    sent: list[str] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.lstrip().upper().startswith(_FRAMING):
            sent.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield sent


def statements(requests: Callable[[], Request]) -> list[str]:
    """Those of one request with nothing in the cache but what the process keeps. RuntimeError for a failure."""
    client = Client(SERVER_NAME="127.0.0.1")
    _ask(client, requests())
    cache.clear()
    with counting() as sent:
        _ask(client, requests())
    return sent


def _ask(client: Client, request: Request) -> None:
    headers = dict(request.headers)
    if request.json is not None:
        answer = client.post(request.path, request.json, content_type="application/json", headers=headers)
    elif request.form is not None:
        kind = "application/x-www-form-urlencoded"
        answer = client.post(request.path, urlencode(request.form), content_type=kind, headers=headers)
    else:
        answer = client.get(request.path, headers=headers)
    if not 200 <= answer.status_code < 400:
        raise RuntimeError(f"{request.path} was answered with {answer.status_code}")
