"""The register of addresses: what is not entered here is not served, and every entry says who may come (TRUST A9).

A verb of the policy is required before the view runs. Whoever has no right at all to it gets 404 where the address
names an object, so that nobody learns what exists, and 403 elsewhere.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, cast
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path

from ringback.access import policy
from ringback.access.standing import standing
from ringback.kit.errors import Refusal
from ringback.kit.text import clean
from ringback.web import errors
from ringback.web.asked import Asked

PUBLIC, SIGNED_IN = "public", "signed-in"
View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Route:
    """One address with the methods it takes. `objects`: which parts of the address name what kind of thing."""

    path: str
    name: str
    methods: tuple[str, ...]
    verb: str
    view: View
    objects: Mapping[str, str] = field(default_factory=dict)


_routes: list[Route] = []
_templates: dict[str, str] = {}


def route(
    at: str,
    *,
    name: str,
    methods: Sequence[str] = ("GET",),
    verb: str,
    objects: Mapping[str, str] | None = None,
) -> Callable[[View], View]:
    """Enter a view under an address. `verb`: of the policy, or PUBLIC, or SIGNED_IN. KeyError for a verb it lacks."""
    if verb not in (PUBLIC, SIGNED_IN):
        policy.POLICY[verb]

    def enter(view: View) -> View:
        _routes.append(Route(at, name, tuple(methods), verb, view, objects or {}))
        _templates[name] = "/" + _as_format(at)
        return view

    return enter


def routes() -> Sequence[Route]:
    """Every route entered, for tests that walk them all."""
    return tuple(_routes)


def url(name: str, **parts: int | str) -> str:
    """The address of a route; as Django's reverse, and cheap enough for every row of a list."""
    template = _templates[name]
    if not parts:
        return template
    return template.format(**{key: quote(str(value), safe="") for key, value in parts.items()})


def patterns() -> list[URLPattern]:
    """Django's patterns, one an address; several methods of one address are told apart here."""
    together: dict[str, list[Route]] = {}
    for entry in _routes:
        together.setdefault(entry.path, []).append(entry)
    return [path(at, _dispatch(entries), name=entries[0].name) for at, entries in together.items()]


def _as_format(at: str) -> str:
    pieces = at.replace("<", "{").replace(">", "}")
    for converter in ("int:", "str:", "slug:", "path:"):
        pieces = pieces.replace(converter, "")
    return pieces


def _dispatch(entries: list[Route]) -> View:
    by_method = {method: entry for entry in entries for method in entry.methods}

    @wraps(entries[0].view)
    def dispatched(request: HttpRequest, **parts: Any) -> HttpResponseBase:
        entry = by_method.get("GET" if request.method == "HEAD" else request.method or "")
        if entry is None:
            return HttpResponseNotAllowed(sorted(by_method))
        return _guarded(entry, cast(Asked, request), parts)

    dispatched.ringback_routes = tuple(entries)  # type: ignore[attr-defined]  # read by the system check
    return dispatched


def _guarded(entry: Route, request: Asked, parts: dict[str, Any]) -> HttpResponseBase:
    if entry.verb != PUBLIC:
        refused = _refused_at_the_door(entry, request)
        if refused:
            return refused
    if clean(request.path_info) != request.path_info:
        # NUL and the like stand in no name of ours, and PostgreSQL would refuse to look for them.
        return errors.not_found(request)
    try:
        return entry.view(request, **parts)
    except Refusal as refusal:
        return errors.refused(request, refusal)


def _refused_at_the_door(entry: Route, request: Asked) -> HttpResponse | None:
    if not request.user.is_authenticated:
        return _to_sign_in(request)
    if entry.verb == SIGNED_IN or _has_a_desk(request, entry.verb):
        return None
    return errors.not_found(request) if entry.objects else errors.forbidden(request)


def _has_a_desk(request: Asked, verb: str) -> bool:
    """Pages are the staff's: they show what is said about customers, who have rights of their own elsewhere."""
    return not standing(request.actor).is_customer and policy.may(request.actor, verb)


def _to_sign_in(request: Asked) -> HttpResponse:
    if "HX-Request" in request.headers:
        # A page swapped into a fragment would show a sign-in form in the middle of a list.
        return HttpResponse(status=401, headers={"HX-Redirect": str(settings.LOGIN_URL)})
    back = request.get_full_path() if request.method == "GET" else "/"
    return redirect_to_login(back, settings.LOGIN_URL)
