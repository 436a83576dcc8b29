"""Lists of tickets: a view, narrowed and sorted, page by page."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ringback.access.models import Team
from ringback.kit.errors import Refusal
from ringback.kit.text import fold, whole
from ringback.kit.timed import TooBroad
from ringback.tickets import lists, views
from ringback.web.asked import Asked
from ringback.web.pages import render, target_of
from ringback.web.routes import route, url
from ringback.web.since import since
from ringback.web.words import BADGES, PRIORITIES, TYPES

SORTS = {
    "activity": gettext_lazy("Last activity"),
    "waiting": gettext_lazy("Waiting longest"),
    "attention": gettext_lazy("Next due"),
    "created": gettext_lazy("Newest"),
    "priority": gettext_lazy("Priority"),
    "subject": gettext_lazy("Subject"),
}
_NARROW = ("team", "assignee", "type", "priority", "tag")
MOST_SHOWN = 10 * lists.LIMIT


@route("tickets", name="tickets", verb="ticket.read")
def index(request: Asked) -> HttpResponse:
    asked = _asked(request)
    wanted = wanted_of(asked, request.viewer.id)
    context = _context(request, asked, wanted)
    if target_of(request) == "list":
        return render(request, "desk/list/_list.html", context)
    if "cursor" in request.GET and "HX-Request" in request.headers:
        return render(request, "desk/list/_rows.html", context)
    context |= {"groups": _groups(), "counts": views.counts(request.actor)}
    template = "_beside" if target_of(request) == "beside" else "index"
    return render(request, f"desk/list/{template}.html", context)


@route("tickets/filters", name="tickets.filters", verb="ticket.read")
def filters(request: Asked) -> HttpResponse:
    asked = _asked(request)
    context = {"viewer": request.viewer, "view": _view(asked), "asked": asked, "filters": _filters(request)}
    part = "HX-Request" in request.headers
    return render(request, "desk/list/_filters.html" if part else "desk/list/filters.html", context)


def wanted_of(asked: Mapping[str, str], me: int) -> lists.Wanted:
    """What an address asks for, as the lists area wants it. Raises Refusal for what is no number."""
    return lists.Wanted(
        view=asked.get("view", "mine"),
        sort=asked.get("sort", ""),
        team=_number(asked, "team"),
        assignee=me if asked.get("assignee") == "me" else _number(asked, "assignee"),
        type=asked.get("type"),
        priority=_number(asked, "priority"),
        tag=fold(asked["tag"])[:50] if "tag" in asked else None,
    )


def _asked(request: Asked) -> dict[str, str]:
    return {key: request.GET[key] for key in ("view", "sort", *_NARROW) if request.GET.get(key)}


def _view(asked: Mapping[str, str]) -> views.View:
    if asked.get("view", "mine") not in views.VIEWS:
        raise Refusal(_("There is no such view."), field="view")
    return views.VIEWS[asked.get("view", "mine")]


def _number(asked: Mapping[str, Any], name: str) -> int | None:
    value = asked.get(name)
    if value is None:
        return None
    number = whole(value)
    if number is None:
        raise Refusal(_("“%(value)s” is not a number.") % {"value": value[:50]}, field=name)
    return number


def _context(request: Asked, asked: Mapping[str, str], wanted: lists.Wanted) -> dict[str, Any]:
    place, cursor, problem = since(), request.GET.get("cursor", ""), ""
    try:
        page = lists.page(request.actor, wanted, cursor, _length(request))
    except TooBroad as broad:
        page, problem = lists.Page([], None), broad.message
    view = views.VIEWS[wanted.view]
    return {
        "viewer": request.viewer,
        "view": view,
        "page": page,
        "problem": problem,
        "asked": asked,
        "narrowed": any(key in asked for key in _NARROW),
        "since": place,
        "called": _called_in(request, view, page),
        "here": f"{url('tickets')}?{urlencode({**asked, 'cursor': cursor} if cursor else asked)}",
        "more": f"{url('tickets')}?{urlencode({**asked, 'cursor': page.next or ''})}",
        "sort_label": SORTS[wanted.sort or view.sort],
        "filtering": f"{url('tickets.filters')}?{urlencode(asked)}",
        "badges": BADGES,
        "priorities": PRIORITIES,
        "current": _number(request.GET, "current"),
    }


def _length(request: Asked) -> int:
    """Whole pages, as many as are shown already where a list is renewed."""
    pages = -(-(_number(request.GET, "shown") or 1) // lists.LIMIT)
    return min(pages * lists.LIMIT, MOST_SHOWN)


def _called_in(request: Asked, view: views.View, page: lists.Page) -> set[int]:
    """The tickets of the page into which the viewer was called and has not looked since."""
    if view.name != "mentioned":
        return set()
    return views.unseen_mentions(request.actor, [row.number for row in page.rows])


def _filters(request: Asked) -> list[tuple[str, Any, list[tuple[str, Any]]]]:
    teams = (
        Team.objects.visible_to(request.actor)
        .filter(is_active=True)
        .order_by("folded")
        .values_list("pk", "name")
    )
    anything = ("", _("Any"))
    return [
        ("sort", _("Sort by"), [("", _("As the view does")), *SORTS.items()]),
        ("team", _("Team"), [anything, *((str(pk), name) for pk, name in teams)]),
        ("assignee", _("Assignee"), [anything, ("me", _("Me"))]),
        ("type", _("Type"), [anything, *TYPES.items()]),
        (
            "priority",
            _("Priority"),
            [anything, *((str(value), label) for value, label in PRIORITIES.items())],
        ),
    ]


def _groups() -> list[tuple[str, list[views.View]]]:
    found: dict[str, list[views.View]] = {}
    for view in views.VIEWS.values():
        found.setdefault(str(view.group), []).append(view)
    return list(found.items())
