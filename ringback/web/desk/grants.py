"""Opening a ticket to somebody beside its own team, and closing it again."""

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext

from ringback.access.models import Team, User
from ringback.kit.errors import Refusal
from ringback.kit.text import whole
from ringback.tickets import granting
from ringback.web.asked import Asked
from ringback.web.desk.aside import part_of
from ringback.web.desk.tickets import TICKET
from ringback.web.find import find
from ringback.web.forms import StrictForm, first_problem
from ringback.web.routes import route

_POST = ("POST",)
_GRANT = {**TICKET, "id": "grant"}


class GrantForm(StrictForm):
    whom = forms.CharField(max_length=40)


@route("tickets/<int:number>/grants", name="grants", methods=_POST, verb="ticket.grant", objects=TICKET)
def create(request: Asked, number: int) -> HttpResponse:
    form = GrantForm(request.POST)
    if not form.is_valid():
        raise first_problem(form)
    granting.grant(request.actor, number, _whom(request, form.cleaned_data["whom"]))
    return part_of(request, number)


@route(
    "tickets/<int:number>/grants/<int:id>/withdrawal",
    name="grant.withdraw",
    methods=_POST,
    verb="ticket.grant",
    objects=_GRANT,
)
def destroy(request: Asked, number: int, id: int) -> HttpResponse:
    granting.withdraw(request.actor, number, id)
    return part_of(request, number)


def _whom(request: Asked, named: str) -> User | Team:
    """`team:3` or `user:7`."""
    kind, _colon, digits = named.partition(":")
    number = whole(digits)
    if kind not in ("team", "user") or number is None:
        raise Refusal(gettext("Nobody is called so."), field="whom")
    if kind == "team":
        return find(Team.objects.visible_to(request.actor), pk=number)
    return find(User.objects.visible_to(request.actor), pk=number)
