"""Who takes part in a ticket besides us."""

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext

from ringback.kit.errors import Refusal
from ringback.tickets import participating
from ringback.web import addresses
from ringback.web.asked import Asked
from ringback.web.desk.aside import part_of
from ringback.web.desk.tickets import TICKET
from ringback.web.forms import StrictForm, first_problem
from ringback.web.routes import route

_POST = ("POST",)
_PART = {**TICKET, "id": "participant"}


class ParticipantForm(StrictForm):
    address = forms.CharField(max_length=500)


@route(
    "tickets/<int:number>/participants",
    name="participants",
    methods=_POST,
    verb="ticket.participants",
    objects=TICKET,
)
def create(request: Asked, number: int) -> HttpResponse:
    form = ParticipantForm(request.POST)
    if not form.is_valid():
        raise first_problem(form)
    found = addresses.read(form.cleaned_data["address"], "address")
    if len(found) != 1:
        raise Refusal(gettext("One address, please."), field="address")
    participating.add(request.actor, number, found[0])
    return part_of(request, number)


@route(
    "tickets/<int:number>/participants/<int:id>/confirmation",
    name="participant.confirm",
    methods=_POST,
    verb="ticket.participants",
    objects=_PART,
)
def confirm(request: Asked, number: int, id: int) -> HttpResponse:
    participating.confirm(request.actor, number, id)
    return part_of(request, number)


@route(
    "tickets/<int:number>/participants/<int:id>/removal",
    name="participant.remove",
    methods=_POST,
    verb="ticket.participants",
    objects=_PART,
)
def destroy(request: Asked, number: int, id: int) -> HttpResponse:
    participating.remove(request.actor, number, id)
    return part_of(request, number)
