"""What became of mail that went out."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from ringback.channels.models import Delivery
from ringback.kit.errors import Refusal
from ringback.kit.text import whole
from ringback.tickets import delivered
from ringback.web.asked import Asked
from ringback.web.pages import render, see_other
from ringback.web.routes import route, url
from ringback.web.words import DELIVERY_STATES, REACH_STATES

PAGE = 50


@route("deliveries", name="deliveries", verb="delivery.read")
def index(request: Asked) -> HttpResponse:
    state = request.GET.get("state", Delivery.FAILED)
    if state not in DELIVERY_STATES:
        raise Refusal(_("Mail has no such state."), field="state")
    before = whole(request.GET.get("before", ""))
    seen = (
        delivered.deliveries(request.actor)
        .filter(state=state)
        .select_related("line", "message", "acknowledgement")
        .defer("content", "secret", "message__text", "message__html")
    )
    if before is not None:
        seen = seen.filter(pk__lt=before)
    found = list(seen.prefetch_related("recipients", "tries").order_by("-id")[: PAGE + 1])
    context = {
        "viewer": request.viewer,
        "state": state,
        "states": DELIVERY_STATES,
        "reach_states": REACH_STATES,
        "found": found[:PAGE],
        "next": found[PAGE - 1].pk if len(found) > PAGE else None,
    }
    return render(request, "desk/deliveries/index.html", context)


@route(
    "deliveries/<int:id>/retrial",
    name="delivery.retry",
    methods=("POST",),
    verb="delivery.retry",
    objects={"id": "delivery"},
)
def retry(request: Asked, id: int) -> HttpResponse:
    delivered.retry(request.actor, id)
    return see_other(request, url("deliveries"))
