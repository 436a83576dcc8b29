"""Tickets that have to do with each other."""

from django import forms
from django.http import HttpResponse

from ringback.tickets import linking
from ringback.tickets.models import Link
from ringback.web.asked import Asked
from ringback.web.desk.aside import part_of
from ringback.web.desk.tickets import TICKET
from ringback.web.forms import StrictForm, first_problem
from ringback.web.routes import route


class LinkForm(StrictForm):
    other = forms.RegexField(r"^#?[0-9]{1,17}$")
    kind = forms.ChoiceField(choices=[(k, k) for k in (Link.RELATED, Link.INCIDENT)], required=False)


@route("tickets/<int:number>/links", name="links", methods=("POST",), verb="ticket.link", objects=TICKET)
def create(request: Asked, number: int) -> HttpResponse:
    form = LinkForm(request.POST)
    if not form.is_valid():
        raise first_problem(form)
    other, kind = int(form.cleaned_data["other"].lstrip("#")), form.cleaned_data["kind"] or Link.RELATED
    linking.link(request.actor, number, other, kind)
    return part_of(request, number)


@route(
    "tickets/<int:number>/links/<int:id>/removal",
    name="link.remove",
    methods=("POST",),
    verb="ticket.link",
    objects={**TICKET, "id": "link"},
)
def destroy(request: Asked, number: int, id: int) -> HttpResponse:
    linking.unlink(request.actor, number, id)
    return part_of(request, number)
