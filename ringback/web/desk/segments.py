"""Segments: which there are, and who is in one."""

from django.http import HttpResponse

from ringback.kit import paging
from ringback.people.models import Segment
from ringback.people.segments import members
from ringback.web.asked import Asked
from ringback.web.find import find
from ringback.web.pages import render
from ringback.web.routes import route
from ringback.web.words import SEGMENT_LOOKS

_PAGE = 50


@route("segments", name="segments", verb="segment.read")
def index(request: Asked) -> HttpResponse:
    context = {
        "viewer": request.viewer,
        "found": list(Segment.objects.visible_to(request.actor).order_by("folded")),
        "looks": SEGMENT_LOOKS,
    }
    return render(request, "desk/segments/index.html", context)


@route("segments/<int:id>", name="segment", verb="segment.read", objects={"id": "segment"})
def show(request: Asked, id: int) -> HttpResponse:
    segment = find(Segment.objects.visible_to(request.actor), pk=id)
    cursor = request.GET.get("cursor", "")
    seen = members(request.actor, segment).select_related("organization").order_by("-pk")
    if cursor:
        seen = seen.filter(pk__lt=paging.decode(cursor, int)[0])
    found = list(seen[: _PAGE + 1])
    context = {
        "viewer": request.viewer,
        "segment": segment,
        "look": SEGMENT_LOOKS[segment.colour],
        "found": found[:_PAGE],
        "next": paging.encode(found[_PAGE - 1].pk) if len(found) > _PAGE else None,
    }
    return render(request, "desk/segments/show.html", context)
