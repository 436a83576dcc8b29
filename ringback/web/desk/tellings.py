"""Telling all incidents of a problem together."""

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from ringback.kit.errors import Refusal
from ringback.tickets import telling
from ringback.tickets.choices import statuses
from ringback.tickets.models import Category
from ringback.web.asked import Asked
from ringback.web.desk.finding import ticket_of
from ringback.web.desk.tickets import TICKET
from ringback.web.forms import HtmlForm, say_no
from ringback.web.pages import render
from ringback.web.routes import route

_AFTER = (Category.OPEN, Category.WAITING_FOR_CUSTOMER, Category.RESOLVED)


class TellingForm(HtmlForm):
    status = forms.TypedChoiceField(label=_("They become"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        after = [(each.pk, each.name) for each in statuses() if each.is_active and each.category in _AFTER]
        self.fields["status"].choices = [("", "–"), *after]  # type: ignore[attr-defined]


@route("tickets/<int:number>/telling", name="ticket.tell", verb="ticket.reply", objects=TICKET)
def new(request: Asked, number: int) -> HttpResponse:
    return _page(request, number, TellingForm())


@route(
    "tickets/<int:number>/telling", name="ticket.tell", methods=("POST",), verb="ticket.reply", objects=TICKET
)
def create(request: Asked, number: int) -> HttpResponse:
    ticket_of(request.actor, number)
    form = TellingForm(request.POST)
    if form.is_valid():
        status = next((each for each in statuses() if each.pk == form.cleaned_data["status"]), None)
        try:
            told = telling.tell(request.actor, number, form.html(), status)
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            return _page(request, number, TellingForm(), told=told)
    return _page(request, number, form, status=422)


def _page(
    request: Asked, number: int, form: TellingForm, told: object = (), status: int = 200
) -> HttpResponse:
    ticket = ticket_of(request.actor, number)
    incidents = telling.incidents_of(request.actor, ticket)
    context = {"viewer": request.viewer, "ticket": ticket, "incidents": incidents, "form": form, "told": told}
    return render(request, "desk/tickets/telling.html", context, status=status)
