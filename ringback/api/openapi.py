"""The OpenAPI document. It holds no data, so it is open to everybody."""

import json
from functools import cache
from typing import Any

from django.http import HttpResponse

from ringback.api import operations
from ringback.api.problems import CONTENT_TYPE

PATH = f"{operations.ROOT}/openapi.json"
_JSON = "application/json"


def document() -> HttpResponse:
    """The document as an answer."""
    return HttpResponse(_bytes(), content_type=_JSON)


@cache
def _bytes() -> bytes:
    return json.dumps(described(), separators=(",", ":")).encode()


def described() -> dict[str, Any]:
    """OpenAPI 3.1, with the scope of every operation, its headers, and problem documents for its refusals."""
    whole: dict[str, Any] = dict(
        operations.api.get_openapi_schema(path_prefix=f"{operations.ROOT.strip('/')}/")
    )
    for entry in operations.operations():
        _complete(whole["paths"][address(entry)][entry.method.lower()], entry)
    whole["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    return whole


def address(entry: operations.Operation) -> str:
    """The address as the document writes it."""
    return (operations.ROOT + entry.path).replace("{int:", "{").replace("{str:", "{")


def _complete(told: dict[str, Any], entry: operations.Operation) -> None:
    told["security"] = [{"token": [entry.scope]}]
    told["x-policy"] = list(entry.verbs)
    for status, answer in told["responses"].items():
        if int(status) >= 400:
            answer["content"] = {CONTENT_TYPE: answer["content"][_JSON]}
    if entry.media:
        told["responses"][200]["content"] = {media: {} for media in entry.media}
    if entry.method != "GET":
        told.setdefault("parameters", []).extend(_write_headers(entry))


def _write_headers(entry: operations.Operation) -> list[dict[str, Any]]:
    version = {
        "in": "header",
        "name": "If-Match",
        "schema": {"type": "string", "pattern": '^("[0-9]{1,9}"|\\*)$'},
    }
    key = {
        "in": "header",
        "name": "Idempotency-Key",
        "schema": {"type": "string", "pattern": "^[!-~]{1,200}$"},
    }
    return [version] * entry.versioned + [key] * entry.repeats
