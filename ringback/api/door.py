"""The front door: a layer around all others that answers whatever lies under /api/ by itself.

A program has no session, cookie or form, so none of the layers behind this one is asked. The order of the checks:
who, how often, what the token may, what its owner may, whether the request is one that the operation takes.
"""

from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, ResolverMatch, resolve

from ringback.access import policy
from ringback.access.bearer import holder_of
from ringback.access.standing import standing
from ringback.api import limits, openapi, problems, repeating
from ringback.api.call import Call, TooLarge, Unmet, WrongType, wanted_version
from ringback.api.operations import Operation, find, methods
from ringback.kit.errors import Forbidden, Refusal, Unseen
from ringback.kit.text import clean

PREFIX = "/api/"
HEADERS = {
    "Cache-Control": "no-store, private",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_TYPES = ("application/json", "multipart/form-data")
Answering = Callable[[HttpRequest], HttpResponseBase]


def door(get_response: Answering) -> Answering:
    """Django's outermost layer: see settings.MIDDLEWARE."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith(PREFIX):
            return respond(cast(Call, request))
        return get_response(request)

    return middleware


def respond(call: Call) -> HttpResponseBase:
    """The answer to whatever a program asks. Never raises."""
    call.say, is_head = {}, call.method == "HEAD"
    if is_head:
        call.method = "GET"
    try:
        answer = _answer(call)
    except Exception as no:
        answer = problems.answer_to(no)
    for name, value in {**HEADERS, **call.say}.items():
        answer.headers.setdefault(name, value)
    return _head_of(answer) if is_head else answer


def _head_of(answer: HttpResponseBase) -> HttpResponseBase:
    """All of the answer but its body."""
    if isinstance(answer, HttpResponse):
        answer.headers.setdefault("Content-Length", str(len(answer.content)))
        answer.content = b""
    elif isinstance(answer, StreamingHttpResponse):
        answer.streaming_content = ()
    return answer


def _answer(call: Call) -> HttpResponseBase:
    if call.path_info == openapi.PATH and call.method == "GET":
        return openapi.document()
    match = _match(call)
    entry = find(call.method or "", match.route)
    if entry is None:
        return _not_allowed(methods(match.route))
    if not _let_in(call):
        return _unknown()
    if _spent(call):
        return problems.problem(429, "too-many", "Too many requests. Wait until the minute is over.")
    _may(call, entry)
    _takes(call, entry)
    _takes_body(call, entry)
    call.version = _version(call, entry)
    key = call.headers.get("Idempotency-Key") if entry.repeats else None
    return repeating.once(call, key, lambda: _run(call, match)) if key is not None else _run(call, match)


def _match(call: Call) -> ResolverMatch:
    if clean(call.path_info) != call.path_info:
        # NUL and the like stand in no name of ours, and PostgreSQL would refuse to look for them.
        raise Unseen()
    try:
        return resolve(call.path_info, "ringback.api.urls")
    except Resolver404 as nowhere:
        raise Unseen() from nowhere


def _run(call: Call, match: ResolverMatch) -> Any:
    answer: HttpResponseBase = match.func(call, *match.args, **match.kwargs)
    return answer


def _not_allowed(allowed: list[str]) -> HttpResponse:
    answer = problems.problem(405, "method", "This address does not take this method.")
    answer["Allow"] = ", ".join(allowed)
    return answer


def _let_in(call: Call) -> bool:
    kind, _, secret = call.headers.get("Authorization", "").partition(" ")
    actor = holder_of(secret.strip()) if kind.lower() == "bearer" and secret else None
    if actor:
        call.actor = actor
    return actor is not None


def _unknown() -> HttpResponse:
    answer = problems.problem(401, "no-token", "This needs a token: Authorization: Bearer.")
    answer["WWW-Authenticate"] = "Bearer"
    return answer


def _spent(call: Call) -> bool:
    allowance = limits.spend(call.actor.id)
    call.say |= allowance.headers()
    if allowance.is_spent:
        call.say["Retry-After"] = str(allowance.reset)
    return allowance.is_spent


def _may(call: Call, entry: Operation) -> None:
    scopes = standing(call.actor).scopes
    if scopes is not None and entry.scope not in scopes:
        raise Forbidden(f"This token lacks the scope {entry.scope}.", code="scope")
    if not any(policy.may(call.actor, verb) for verb in entry.verbs):
        # Where an address names an object, nobody without the right learns whether it exists.
        raise Unseen() if entry.objects else Forbidden("You do not have the right to do this.")


def _takes(call: Call, entry: Operation) -> None:
    if int(call.META.get("CONTENT_LENGTH") or 0) > settings.MAX_FILE_BYTES + 65536:
        raise TooLarge()
    if call.content_type not in _TYPES and call.META.get("CONTENT_LENGTH") not in (None, "", "0"):
        raise WrongType()
    for name, values in call.GET.lists():
        if name not in entry.query or len(values) > 1:
            raise Refusal(
                f"The query can't hold {name[:60]!r} here, or not twice.", field=name[:60], code="invalid"
            )


def _takes_body(call: Call, entry: Operation) -> None:
    """What no operation reads is refused like an unknown field: whoever sent it meant something by it (TRUST A15)."""
    if call.content_type == "multipart/form-data" and call.method == "POST":
        parts = [(name, values) for form in (call.POST, call.FILES) for name, values in form.lists()]
        for name, values in parts:
            if name not in entry.takes or len(values) > 1:
                raise Refusal(
                    f"The form can't hold {name[:60]!r} here, or not twice.", field=name[:60], code="invalid"
                )
    elif not entry.takes and call.body.strip() not in (b"", b"{}"):
        raise Refusal("This takes no body.", field="body", code="invalid")


def _version(call: Call, entry: Operation) -> int | None:
    wanted = wanted_version(call)
    if wanted is not None and not entry.versioned:
        raise Unmet()
    return wanted
