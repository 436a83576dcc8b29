"""Searching everything that one may see."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from ringback.kit.errors import Refusal
from ringback.kit.text import excerpt, whole
from ringback.tickets.searching import search
from ringback.web.asked import Asked
from ringback.web.pages import render
from ringback.web.routes import route
from ringback.web.words import BADGES


@route("search", name="search", verb="search")
def index(request: Asked) -> HttpResponse:
    line = request.GET.get("q", "")[:2000]
    found, problems = None, []
    try:
        found = (
            search(request.actor, line, whole(request.GET.get("before", "")), zone=request.viewer.zone.key)
            if line.strip()
            else None
        )
        problems = list(found.problems) if found else []
    except Refusal as refusal:
        problems = [refusal.message]
    context: dict[str, Any] = {
        "viewer": request.viewer,
        "q": line,
        "found": found,
        "hits": [(one, excerpt(one.text, 240)) for one in found.results] if found else [],
        "problems": problems,
        "badges": BADGES,
        "operators": _operators(),
    }
    return render(request, "desk/searches/index.html", context)


def _operators() -> list[tuple[str, str]]:
    return [
        ('"kettle leaks"', _("these words side by side")),
        ("invoi*", _("words that begin so")),
        ("-refund", _("without this word")),
        ("from:ada", _("written by, name or address")),
        ("to:info@example.org", _("sent to")),
        ("subject:kettle", _("in the subject")),
        ("status:open", _("by status")),
        ("assignee:me", _("who works on it; also owner:")),
        ("team:orders", _("by team")),
        ("tag:refund", _("by tag")),
        ("after:2026-01-31", _("from that day on; also before:")),
        ("has:attachment", _("with files")),
        ("is:unassigned", _("also open, closed, mine")),
        ("in:trash", _("also spam, anywhere")),
    ]
