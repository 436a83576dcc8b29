"""Who works on a ticket, who answers for it, and which team it belongs to."""

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext

from ringback.access.models import Team, User
from ringback.kit.errors import Refusal
from ringback.tickets import assigning
from ringback.web.asked import Asked
from ringback.web.desk.tickets import TICKET, after
from ringback.web.find import find
from ringback.web.forms import StrictForm, first_problem
from ringback.web.routes import route

_POST = ("POST",)


class PersonForm(StrictForm):
    user = forms.IntegerField(required=False)


class TeamForm(StrictForm):
    team = forms.IntegerField()


@route(
    "tickets/<int:number>/assignment", name="ticket.assign", methods=_POST, verb="ticket.take", objects=TICKET
)
def update(request: Asked, number: int) -> HttpResponse:
    assigning.assign(request.actor, number, _person(request))
    return after(request, number)


@route(
    "tickets/<int:number>/ownership", name="ticket.own", methods=_POST, verb="ticket.assign", objects=TICKET
)
def own(request: Asked, number: int) -> HttpResponse:
    owner = _person(request)
    if owner is None:
        raise Refusal(gettext("A ticket keeps a case owner."), field="user")
    assigning.set_owner(request.actor, number, owner)
    return after(request, number)


@route("tickets/<int:number>/team", name="ticket.move", methods=_POST, verb="ticket.move", objects=TICKET)
def move(request: Asked, number: int) -> HttpResponse:
    form = TeamForm(request.POST)
    if not form.is_valid():
        raise first_problem(form)
    team = find(Team.objects.visible_to(request.actor), pk=form.cleaned_data["team"])
    assigning.move_to_team(request.actor, number, team)
    return after(request, number)


def _person(request: Asked) -> User | None:
    form = PersonForm(request.POST)
    if not form.is_valid():
        raise first_problem(form)
    chosen = form.cleaned_data["user"]
    return find(User.objects.visible_to(request.actor), pk=chosen) if chosen else None
