"""Defining segments: a name, a colour, and the conditions that must all hold."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from ringback.kit.errors import Refusal
from ringback.people import segments
from ringback.people.models import Segment
from ringback.web.asked import Asked
from ringback.web.find import find
from ringback.web.forms import say_no
from ringback.web.office.condition_rows import RowsForm, as_rows
from ringback.web.pages import render, see_other
from ringback.web.routes import route, url
from ringback.web.words import SEGMENT_COLOURS, SEGMENT_LOOKS

SEGMENT = {"id": "segment"}
_POST = ("POST",)


class SegmentForm(RowsForm):
    name = forms.CharField(label=_("Name"), max_length=60)
    colour = forms.ChoiceField(label=_("Colour"), required=False, choices=list(SEGMENT_COLOURS.items()))
    version = forms.IntegerField(required=False)

    def given(self) -> dict[str, Any]:
        """As the verbs take it."""
        own = {name: self.cleaned_data[name] for name in ("name", "colour")}
        return {**own, "conditions": self.conditions()}


@route("office/segments", name="office.segments", verb="segment.write")
def index(request: Asked) -> HttpResponse:
    return _list(request, SegmentForm(request.actor))


@route("office/segments", name="office.segments", methods=_POST, verb="segment.write")
def create(request: Asked) -> HttpResponse:
    form = SegmentForm(request.actor, request.POST)
    if form.is_valid():
        try:
            given = form.given()
            segments.define(request.actor, given["name"], given["conditions"], given["colour"])
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            return see_other(request, url("office.segments"))
    return _list(request, form, status=422)


@route("office/segments/<int:id>", name="office.segment", verb="segment.write", objects=SEGMENT)
def show(request: Asked, id: int) -> HttpResponse:
    segment = _find(request, id)
    initial = {"name": segment.name, "colour": segment.colour, **as_rows(request.actor, segment)}
    return _page(request, segment, SegmentForm(request.actor, initial=initial))


@route(
    "office/segments/<int:id>", name="office.segment", methods=_POST, verb="segment.write", objects=SEGMENT
)
def update(request: Asked, id: int) -> HttpResponse:
    segment = _find(request, id)
    form = SegmentForm(request.actor, request.POST)
    if form.is_valid():
        try:
            segments.change(request.actor, id, form.given(), form.cleaned_data["version"])
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            return see_other(request, url("office.segments"))
    return _page(request, segment, form, status=422)


@route(
    "office/segments/<int:id>/removal",
    name="office.segment.remove",
    methods=_POST,
    verb="segment.write",
    objects=SEGMENT,
)
def remove(request: Asked, id: int) -> HttpResponse:
    segments.remove(request.actor, id)
    return see_other(request, url("office.segments"))


def _find(request: Asked, id: int) -> Segment:
    return find(Segment.objects.visible_to(request.actor), pk=id)


def _list(request: Asked, form: SegmentForm, status: int = 200) -> HttpResponse:
    context = {
        "viewer": request.viewer,
        "found": list(Segment.objects.visible_to(request.actor).order_by("folded")),
        "looks": SEGMENT_LOOKS,
        "form": form,
    }
    return render(request, "office/segments/index.html", context, status=status)


def _page(request: Asked, segment: Segment, form: SegmentForm, status: int = 200) -> HttpResponse:
    context = {"viewer": request.viewer, "segment": segment, "form": form}
    return render(request, "office/segments/show.html", context, status=status)
