"""How far somebody has read: posted by the screen that shows it."""

from django import forms
from django.http import HttpResponse

from ringback.tickets.reading import mark_read
from ringback.web.asked import Asked
from ringback.web.desk.tickets import TICKET
from ringback.web.forms import StrictForm, first_problem
from ringback.web.routes import route


class ReadForm(StrictForm):
    message = forms.IntegerField(min_value=0)


@route(
    "tickets/<int:number>/read-mark",
    name="ticket.read",
    methods=("POST",),
    verb="ticket.read",
    objects=TICKET,
)
def update(request: Asked, number: int) -> HttpResponse:
    form = ReadForm(request.POST)
    if not form.is_valid():
        raise first_problem(form)
    mark_read(request.actor, number, form.cleaned_data["message"])
    return HttpResponse(status=204)
