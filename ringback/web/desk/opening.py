"""Recording a request for a customer, or writing to one first."""

from dataclasses import replace

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from ringback.channels.models import Line
from ringback.kit.errors import Refusal
from ringback.tickets.models import Party, Ticket
from ringback.tickets.opening import Request, open_for, write_first
from ringback.tickets.parties import Part
from ringback.web.asked import Asked
from ringback.web.desk.somebody import addressed, called
from ringback.web.find import find
from ringback.web.forms import HtmlForm, say_no
from ringback.web.pages import render, see_other
from ringback.web.routes import route, url
from ringback.web.words import PRIORITIES, TYPES


class TicketForm(HtmlForm):
    customer = forms.CharField(
        label=_("Customer"), max_length=500, help_text=_("Their mail address, with a name if you know it.")
    )
    way = forms.ChoiceField(
        label=_("What it is"),
        choices=[
            ("in", _("They asked us, and I write it down")),
            ("out", _("We write to them first, by mail")),
        ],
        required=False,
    )
    concerned = forms.CharField(
        label=_("Person concerned"),
        max_length=500,
        required=False,
        help_text=_("Where it is about somebody else: a name, or a mail address."),
    )
    subject = forms.CharField(label=_("Subject"), max_length=500)
    line = forms.ChoiceField(
        label=_("Contact point"), help_text=_("Answers go out from here; its team gets the ticket.")
    )
    type = forms.ChoiceField(label=_("Type"), choices=list(TYPES.items()))
    priority = forms.TypedChoiceField(
        label=_("Priority"), choices=list(PRIORITIES.items()), coerce=int, initial=3
    )

    def __init__(self, request: Asked) -> None:
        begun = {name: request.GET[name] for name in ("customer", "way") if name in request.GET}
        super().__init__(request.POST or None, initial=begun)
        seen = Line.objects.visible_to(request.actor).filter(is_active=True).order_by("folded")
        choices = [(str(line.pk), f"{line.name} · {line.address}") for line in seen]
        self.fields["line"] = forms.ChoiceField(
            label=self.fields["line"].label, help_text=self.fields["line"].help_text, choices=choices
        )


@route("tickets/new", name="ticket.new", verb="ticket.open")
def new(request: Asked) -> HttpResponse:
    return _page(request, TicketForm(request))


@route("tickets/new", name="ticket.new", methods=("POST",), verb="ticket.open")
def create(request: Asked) -> HttpResponse:
    form = TicketForm(request)
    if form.is_valid():
        try:
            return see_other(request, url("ticket", number=_open(request, form).pk))
        except Refusal as refusal:
            say_no(form, refusal)
    return _page(request, form, status=422)


def _open(request: Asked, form: TicketForm) -> Ticket:
    given = form.cleaned_data
    line = find(Line.objects.visible_to(request.actor).select_related("team"), pk=int(given["line"]))
    wanted = Request(given["subject"], form.html(), line, type=given["type"], priority=given["priority"])
    customer = addressed(request.actor, given["customer"], "customer")
    wanted = replace(wanted, parties=_concerned(request, given["concerned"]))
    return (write_first if given["way"] == "out" else open_for)(request.actor, customer, wanted)


def _concerned(request: Asked, typed: str) -> list[Part]:
    return [Part(called(request.actor, typed, "concerned"), Party.CONCERNED)] if typed else []


def _page(request: Asked, form: TicketForm, status: int = 200) -> HttpResponse:
    context = {"viewer": request.viewer, "form": form}
    return render(request, "desk/tickets/new.html", context, status=status)
