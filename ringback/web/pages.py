"""Answers: a page or the named part of it, a redirect after a post, a word for the corner of the screen."""

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render as django_render


def render(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """The template as an answer."""
    answer = django_render(request, template, dict(context), status=status)
    answer["Vary"] = "HX-Request, HX-Target, Cookie"
    return answer


def target_of(request: HttpRequest) -> str:
    """The id of the element that HTMX wants to renew; empty for a page, also when a browser goes back to it."""
    wanted = (
        request.headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in request.headers
    )
    return request.headers.get("HX-Target", "") if wanted else ""


def see_other(request: HttpRequest, to: str) -> HttpResponse:
    """After a post without a part to renew: to the page that shows the outcome."""
    if "HX-Request" in request.headers:
        return HttpResponse(status=204, headers={"HX-Redirect": to})
    answer = HttpResponseRedirect(to)
    answer.status_code = 303
    return answer


def toast(
    answer: HttpResponse, text: str, *, kind: str = "said", field: str = "", undo: str = "", seconds: int = 0
) -> HttpResponse:
    """Let the screen say `text` once. `kind` refusal is said beside the form that was sent, where there is one. `undo`:
    the address that takes back what was done, offered for so many seconds."""
    said: dict[str, str | int] = {"text": text, "kind": kind, "field": field}
    answer["HX-Trigger"] = json.dumps(
        {"desk:said": said | ({"undo": undo, "seconds": seconds} if undo else {})}
    )
    return answer
