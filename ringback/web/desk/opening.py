"""Recording a request for a customer."""

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ringback.channels.models import Line
from ringback.kit.errors import Refusal
from ringback.people import contacts
from ringback.people.models import Contact
from ringback.tickets.models import Ticket
from ringback.tickets.opening import Request, open_for
from ringback.web import addresses
from ringback.web.asked import Asked
from ringback.web.find import find
from ringback.web.forms import HtmlForm, say_no
from ringback.web.pages import render, see_other
from ringback.web.routes import route, url
from ringback.web.words import PRIORITIES, TYPES


class TicketForm(HtmlForm):
    customer = forms.CharField(
        label=_("Customer"), max_length=500, help_text=_("Their mail address, with a name if you know it.")
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
        super().__init__(request.POST or None, initial={"customer": request.GET.get("customer", "")})
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
    return open_for(request.actor, _customer(request, given["customer"]), wanted)


def _customer(request: Asked, typed: str) -> Contact:
    found = addresses.read(typed, "customer")
    if len(found) != 1:
        raise Refusal(gettext("One mail address, please."), field="customer")
    known = contacts.known_by("email", found[0].address)
    if known:
        return known
    words = {"name": found[0].name or found[0].address.partition("@")[0]}
    return contacts.create(request.actor, words, [("email", found[0].address)], None)


def _page(request: Asked, form: TicketForm, status: int = 200) -> HttpResponse:
    context = {"viewer": request.viewer, "form": form}
    return render(request, "desk/tickets/new.html", context, status=status)
