"""Mail that did not simply become a message: held, ignored, quarantined; and what can be done about it."""

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _

from ringback.channels.models import Inbound
from ringback.kit.errors import Refusal
from ringback.kit.text import whole
from ringback.tickets import opening
from ringback.tickets.models import Message
from ringback.tickets.originals import original, receipts
from ringback.web.asked import Asked
from ringback.web.desk.originals import source_answer
from ringback.web.find import find
from ringback.web.forms import HtmlForm, say_no
from ringback.web.pages import render, see_other
from ringback.web.routes import route, url
from ringback.web.words import ENDS

INBOUND = {"id": "inbound"}
PAGE = 50


class ByHandForm(HtmlForm):
    address = forms.CharField(max_length=254)
    subject = forms.CharField(max_length=500)


@route("inbound", name="inbound", verb="inbound.read")
def index(request: Asked) -> HttpResponse:
    end = request.GET.get("end", Inbound.HELD)
    if end not in ENDS:
        raise Refusal(_("Mail does not end like this."), field="end")
    before = whole(request.GET.get("before", ""))
    seen = receipts(request.actor).filter(end=end, first__isnull=True).select_related("line", "message")
    if end == Inbound.HELD:
        # What somebody has decided about is in its thread, or gone from it.
        seen = seen.filter(message__state=Message.HELD)
    if before is not None:
        seen = seen.filter(pk__lt=before)
    found = list(seen.order_by("-id")[: PAGE + 1])
    context = {
        "viewer": request.viewer,
        "end": end,
        "ends": ENDS,
        "found": found[:PAGE],
        "next": found[PAGE - 1].pk if len(found) > PAGE else None,
    }
    return render(request, "desk/inbound/index.html", context)


@route("inbound/<int:id>", name="inbound.one", verb="inbound.read", objects=INBOUND)
def show(request: Asked, id: int) -> HttpResponse:
    inbound = _find(request, id)
    initial = {"address": inbound.sender or inbound.envelope_from or "", "subject": inbound.subject}
    return _page(request, inbound, ByHandForm(initial=initial))


@route("inbound/<int:id>/source", name="inbound.source", verb="original.read", objects=INBOUND)
def source(request: Asked, id: int) -> HttpResponse:
    return source_answer(id, original(request.actor, id))


@route(
    "inbound/<int:id>/retrial",
    name="inbound.retry",
    methods=("POST",),
    verb="inbound.handle",
    objects=INBOUND,
)
def retry(request: Asked, id: int) -> HttpResponse:
    opening.try_again(request.actor, id)
    return see_other(request, url("inbound.one", id=id))


@route(
    "inbound/<int:id>/dismissal",
    name="inbound.dismiss",
    methods=("POST",),
    verb="inbound.handle",
    objects=INBOUND,
)
def dismiss(request: Asked, id: int) -> HttpResponse:
    opening.dismiss(request.actor, id)
    return see_other(request, f"{url('inbound')}?end={Inbound.QUARANTINED}")


@route(
    "inbound/<int:id>/ticket",
    name="inbound.ticket",
    methods=("POST",),
    verb="inbound.handle",
    objects=INBOUND,
)
def create(request: Asked, id: int) -> HttpResponse:
    inbound = _find(request, id)
    form = ByHandForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            ticket = opening.open_by_hand(request.actor, id, given["address"], given["subject"], form.html())
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            return see_other(request, url("ticket", number=ticket.pk))
    return _page(request, inbound, form, status=422)


def _find(request: Asked, id: int) -> Inbound:
    return find(receipts(request.actor).select_related("line", "message", "first"), pk=id)


def _page(request: Asked, inbound: Inbound, form: ByHandForm, status: int = 200) -> HttpResponse:
    context = {
        "viewer": request.viewer,
        "inbound": inbound,
        "end_label": ENDS[inbound.end],
        "undecided": inbound.end in (Inbound.QUARANTINED, Inbound.IGNORED),
        "counts": inbound.end == Inbound.QUARANTINED and inbound.handled_at is None,
        "form": form,
    }
    return render(request, "desk/inbound/show.html", context, status=status)
