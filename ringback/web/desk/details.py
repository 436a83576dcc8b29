"""What a ticket is about: subject, type, priority, tags, and whether it is put away."""

from django import forms
from django.http import HttpResponse

from ringback.tickets import linking
from ringback.web.asked import Asked
from ringback.web.desk.tickets import TICKET, after
from ringback.web.forms import StrictForm, first_problem
from ringback.web.routes import route

_POST = ("POST",)


class DetailsForm(StrictForm):
    subject = forms.CharField(required=False, max_length=500)
    type = forms.CharField(required=False, max_length=20)
    priority = forms.IntegerField(required=False)


class TagsForm(StrictForm):
    tags = forms.CharField(required=False, max_length=2000)


class ShelfForm(StrictForm):
    shelf = forms.ChoiceField(choices=[("", "desk"), ("spam", "spam"), ("trash", "trash")], required=False)


@route(
    "tickets/<int:number>/details", name="ticket.details", methods=_POST, verb="ticket.edit", objects=TICKET
)
def update(request: Asked, number: int) -> HttpResponse:
    form = DetailsForm(request.POST)
    if not form.is_valid():
        raise first_problem(form)
    linking.edit(
        request.actor, number, {key: form.cleaned_data[key] for key in form.fields if key in request.POST}
    )
    return after(request, number)


@route("tickets/<int:number>/tags", name="ticket.tags", methods=_POST, verb="ticket.tag", objects=TICKET)
def tag(request: Asked, number: int) -> HttpResponse:
    form = TagsForm(request.POST)
    if not form.is_valid():
        raise first_problem(form)
    linking.tag(request.actor, number, form.cleaned_data["tags"].split(","))
    return after(request, number)


@route("tickets/<int:number>/shelf", name="ticket.shelf", methods=_POST, verb="ticket.shelve", objects=TICKET)
def shelve(request: Asked, number: int) -> HttpResponse:
    form = ShelfForm(request.POST)
    if not form.is_valid():
        raise first_problem(form)
    linking.shelve(request.actor, number, form.cleaned_data["shelf"])
    return after(request, number)
