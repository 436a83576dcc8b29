"""What became of mail that went out."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ringback.channels.models import Delivery, Line
from ringback.kit.errors import Refusal
from ringback.kit.text import whole
from ringback.tickets import delivered, releasing
from ringback.web.asked import Asked
from ringback.web.find import find
from ringback.web.forms import StrictForm, first_problem
from ringback.web.pages import render, see_other
from ringback.web.routes import route, url
from ringback.web.words import DELIVERY_STATES, REACH_STATES

PAGE = 50


class LineForm(StrictForm):
    line = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)


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
        "waiting": releasing.by_line(request.actor) if state == Delivery.WITHHELD else [],
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
    return _back(request, request.GET.get("state", ""))


@route(
    "deliveries/<int:id>/discard",
    name="delivery.discard",
    methods=("POST",),
    verb="delivery.retry",
    objects={"id": "delivery"},
)
def discard(request: Asked, id: int) -> HttpResponse:
    delivered.discard(request.actor, id)
    return _back(request, Delivery.WITHHELD)


@route("deliveries/releases", name="deliveries.release", methods=("POST",), verb="delivery.retry")
def release_all(request: Asked) -> HttpResponse:
    decided = releasing.release_all(request.actor, _line(request))
    said = ngettext("%(n)s mail is on its way.", "%(n)s mails are on their way.", decided.done)
    return _decided(request, said, decided)


@route("deliveries/discards", name="deliveries.discard", methods=("POST",), verb="delivery.retry")
def discard_all(request: Asked) -> HttpResponse:
    decided = releasing.discard_all(request.actor, _line(request))
    return _decided(
        request, ngettext("%(n)s mail discarded.", "%(n)s mails discarded.", decided.done), decided
    )


def _line(request: Asked) -> Line | None:
    """The contact point that the form names; none: all of them."""
    form = LineForm(request.POST)
    if not form.is_valid():
        raise first_problem(form)
    named = form.cleaned_data["line"]
    return None if named is None else find(Line.objects.visible_to(request.actor), pk=named)


def _decided(request: Asked, said: str, decided: releasing.Decided) -> HttpResponse:
    messages.info(request, said % {"n": decided.done})
    if decided.kept:
        stays = ngettext(
            "%(n)s stays: a limit on automatic mail holds it.",
            "%(n)s stay: limits on automatic mail hold them.",
            decided.kept,
        )
        messages.warning(request, stays % {"n": decided.kept})
    if decided.left:
        messages.warning(request, _("%(n)s are left for another time.") % {"n": decided.left})
    return _back(request, Delivery.WITHHELD)


def _back(request: Asked, state: str) -> HttpResponse:
    return see_other(request, url("deliveries") + (f"?state={state}" if state in DELIVERY_STATES else ""))
