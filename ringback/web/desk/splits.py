"""Splitting a ticket: choosing the messages that are another matter."""

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from ringback.kit.errors import Refusal
from ringback.tickets import splitting
from ringback.web.asked import Asked
from ringback.web.desk.finding import ticket_of
from ringback.web.desk.tickets import TICKET
from ringback.web.forms import KeysField, StrictForm, say_no
from ringback.web.pages import render, see_other
from ringback.web.routes import route, url


class SplitForm(StrictForm):
    subject = forms.CharField(label=_("Subject of the new ticket"), max_length=500, required=False)
    messages = KeysField()


@route("tickets/<int:number>/split", name="ticket.split", verb="ticket.split", objects=TICKET)
def new(request: Asked, number: int) -> HttpResponse:
    return _page(request, number, SplitForm())


@route(
    "tickets/<int:number>/split", name="ticket.split", methods=("POST",), verb="ticket.split", objects=TICKET
)
def create(request: Asked, number: int) -> HttpResponse:
    ticket_of(request.actor, number)
    form = SplitForm(request.POST)
    if form.is_valid():
        chosen = [int(one) for one in form.cleaned_data["messages"] if one.isdecimal() and len(one) < 18]
        try:
            made = splitting.split(request.actor, number, chosen, form.cleaned_data["subject"])
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            return see_other(request, url("ticket", number=made.pk))
    return _page(request, number, form, status=422)


def _page(request: Asked, number: int, form: SplitForm, status: int = 200) -> HttpResponse:
    ticket = ticket_of(request.actor, number)
    chosen = set(request.POST.getlist("messages"))
    context = {
        "viewer": request.viewer,
        "ticket": ticket,
        "form": form,
        "said": [
            (message, str(message.pk) in chosen) for message in splitting.to_choose(request.actor, ticket)
        ],
    }
    return render(request, "desk/tickets/split.html", context, status=status)
