"""Merging tickets, taking them apart, and what may be the same."""

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _

from ringback.kit.errors import Refusal
from ringback.tickets import duplicates, merging
from ringback.web.asked import Asked
from ringback.web.desk.aside import part_of
from ringback.web.desk.tickets import TICKET
from ringback.web.forms import StrictForm, first_problem
from ringback.web.pages import see_other
from ringback.web.routes import route, url

_POST = ("POST",)
_NUMBER = r"^#?[0-9]{1,17}$"


class MergeForm(StrictForm):
    into = forms.RegexField(_NUMBER)
    other_contact = forms.BooleanField(required=False)


class OtherForm(StrictForm):
    other = forms.RegexField(_NUMBER)


@route("tickets/<int:number>/merge", name="ticket.merge", methods=_POST, verb="ticket.merge", objects=TICKET)
def create(request: Asked, number: int) -> HttpResponse:
    form = MergeForm(request.POST)
    if not form.is_valid():
        raise first_problem(form)
    given = form.cleaned_data
    try:
        into = merging.merge(
            request.actor, number, _number(given["into"]), other_contact=given["other_contact"]
        )
    except Refusal as refusal:
        if refusal.code == "contact":
            words = _("They are different customers': tick that this is meant, or link them as incidents.")
            raise Refusal(words, field="into", code="contact") from refusal
        raise
    return see_other(request, url("ticket", number=into.pk))


@route(
    "tickets/<int:number>/unmerge",
    name="ticket.unmerge",
    methods=_POST,
    verb="ticket.merge",
    objects=TICKET,
)
def undo(request: Asked, number: int) -> HttpResponse:
    return see_other(request, url("ticket", number=merging.unmerge(request.actor, number).pk))


@route(
    "tickets/<int:number>/distinct",
    name="ticket.distinct",
    methods=_POST,
    verb="ticket.merge",
    objects=TICKET,
)
def dismiss(request: Asked, number: int) -> HttpResponse:
    form = OtherForm(request.POST)
    if not form.is_valid():
        raise first_problem(form)
    duplicates.dismiss(request.actor, number, _number(form.cleaned_data["other"]))
    return part_of(request, number)


def _number(typed: str) -> int:
    return int(typed.lstrip("#"))
