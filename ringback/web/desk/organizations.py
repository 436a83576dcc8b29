"""Organizations: who belongs to one, and what they have asked."""

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from ringback.kit.errors import Refusal
from ringback.people import contacts
from ringback.people.models import Contact, Organization
from ringback.tickets.models import Ticket
from ringback.web.asked import Asked
from ringback.web.find import find
from ringback.web.forms import StrictForm, say_no
from ringback.web.pages import render, see_other
from ringback.web.routes import route, url
from ringback.web.words import BADGES

ORGANIZATION = {"id": "organization"}
_SHOWN = 50


class OrganizationForm(StrictForm):
    name = forms.CharField(label=_("Name"), max_length=200)
    notes = forms.CharField(label=_("Notes"), max_length=10_000, required=False)


@route("organizations", name="organizations", verb="organization.read")
def index(request: Asked) -> HttpResponse:
    found = Organization.objects.visible_to(request.actor).order_by("folded")[:500]
    return render(request, "desk/organizations/index.html", {"viewer": request.viewer, "found": list(found)})


@route("organizations/<int:id>", name="organization", verb="organization.read", objects=ORGANIZATION)
def show(request: Asked, id: int) -> HttpResponse:
    return _page(request, id, None)


@route(
    "organizations/<int:id>",
    name="organization",
    methods=("POST",),
    verb="organization.write",
    objects=ORGANIZATION,
)
def update(request: Asked, id: int) -> HttpResponse:
    organization = _find(request, id)
    form = OrganizationForm(request.POST)
    if form.is_valid():
        try:
            contacts.change_organization(request.actor, organization, **form.cleaned_data)
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            return see_other(request, url("organization", id=id))
    return _page(request, id, form, status=422)


def _find(request: Asked, id: int) -> Organization:
    return find(Organization.objects.visible_to(request.actor), pk=id)


def _page(request: Asked, id: int, form: OrganizationForm | None, status: int = 200) -> HttpResponse:
    organization = _find(request, id)
    people = Contact.objects.visible_to(request.actor).filter(organization=organization).order_by("folded")
    tickets = Ticket.objects.visible_to(request.actor).filter(organization=organization)
    context = {
        "viewer": request.viewer,
        "organization": organization,
        "people": list(people[:_SHOWN]),
        "tickets": list(tickets.select_related("status", "contact", "assignee").order_by("-id")[:_SHOWN]),
        "badges": BADGES,
        "form": form or OrganizationForm(initial={"name": organization.name, "notes": organization.notes}),
    }
    return render(request, "desk/organizations/show.html", context, status=status)
