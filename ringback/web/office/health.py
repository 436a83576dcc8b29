"""How the desk is doing, and trying again what failed."""

from django.http import HttpResponse

from ringback.access import glass, parking
from ringback.tickets.health import health
from ringback.web.asked import Asked
from ringback.web.pages import render, see_other
from ringback.web.routes import route, url
from ringback.web.words import DELIVERY_STATES, ENDS


@route("office/health", name="office.health", verb="health.read")
def show(request: Asked) -> HttpResponse:
    context = {
        "viewer": request.viewer,
        "health": health(request.actor),
        "parked": parking.parked(request.actor),
        "broken": glass.recent(),
        "ends": ENDS,
        "states": DELIVERY_STATES,
    }
    return render(request, "office/health.html", context)


@route(
    "office/parked/<int:id>/retrial",
    name="parked.retry",
    methods=("POST",),
    verb="parked.retry",
    objects={"id": "parked"},
)
def retry(request: Asked, id: int) -> HttpResponse:
    parking.retry(request.actor, id)
    return see_other(request, url("office.health"))
