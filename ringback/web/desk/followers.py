"""Following a ticket: oneself by a button, and other teams of the house by those who may open it to them."""

from django import forms
from django.http import HttpResponse

from ringback.access.models import Team
from ringback.tickets import following
from ringback.web.asked import Asked
from ringback.web.desk.aside import part_of
from ringback.web.desk.tickets import TICKET
from ringback.web.find import find
from ringback.web.forms import StrictForm, first_problem
from ringback.web.routes import route

_POST = ("POST",)


class FollowForm(StrictForm):
    """`follows`: whether one wants to; nothing says no, as with a box that is not ticked."""

    follows = forms.BooleanField(required=False)


class TeamForm(StrictForm):
    team = forms.IntegerField()


@route(
    "tickets/<int:number>/following",
    name="ticket.follow",
    methods=_POST,
    verb="ticket.follow",
    objects=TICKET,
)
def update(request: Asked, number: int) -> HttpResponse:
    form = FollowForm(request.POST)
    if not form.is_valid():
        raise first_problem(form)
    if form.cleaned_data["follows"]:
        following.start(request.actor, number)
    else:
        following.stop(request.actor, number)
    return part_of(request, number)


@route("tickets/<int:number>/followers", name="followers", methods=_POST, verb="ticket.grant", objects=TICKET)
def create(request: Asked, number: int) -> HttpResponse:
    form = TeamForm(request.POST)
    if not form.is_valid():
        raise first_problem(form)
    team = find(Team.objects.visible_to(request.actor), pk=form.cleaned_data["team"])
    following.add_team(request.actor, number, team)
    return part_of(request, number)


@route(
    "tickets/<int:number>/followers/<int:id>/removal",
    name="follower.remove",
    methods=_POST,
    verb="ticket.grant",
    objects={**TICKET, "id": "team"},
)
def destroy(request: Asked, number: int, id: int) -> HttpResponse:
    following.remove_team(request.actor, number, id)
    return part_of(request, number)
