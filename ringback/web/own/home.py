"""The first page, by what somebody is."""

from django.http import HttpResponse

from ringback.web.asked import Asked
from ringback.web.pages import render, see_other
from ringback.web.routes import SIGNED_IN, route, url

_FIRST = [
    ("ticket.draft", "tickets"),
    ("ticket.assign", "tickets"),
    ("note.read", "tickets"),
    ("line.read", "lines"),
]


@route("", name="home", verb=SIGNED_IN)
def show(request: Asked) -> HttpResponse:
    for verb, name in _FIRST:
        if request.viewer.may(verb):
            return see_other(request, url(name))
    return render(request, "own/nowhere.html", {})
