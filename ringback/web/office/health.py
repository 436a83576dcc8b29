"""How the desk is doing, and trying again what failed."""

from datetime import timedelta

from django.http import HttpResponse

from ringback.access import glass, parking
from ringback.kit.clock import now
from ringback.resolution.results import results
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
        "settled": _settled(request),
        "ends": ENDS,
        "states": DELIVERY_STATES,
    }
    return render(request, "office/health.html", context)


def _settled(request: Asked) -> dict[str, int]:
    """How the tickets that the viewer sees were settled within a month; empty for whoever sees none."""
    if not request.viewer.may("confirmation.read"):
        return {}
    return results(request.actor, now() - timedelta(days=30))


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
