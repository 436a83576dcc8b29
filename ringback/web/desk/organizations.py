"""Organizations: who belongs to one, and what they have asked."""

from collections.abc import Mapping

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from ringback.company.attribute_values import Value
from ringback.kit.errors import Refusal
from ringback.people import organizations
from ringback.people.attributing import values_of
from ringback.people.models import Contact, Organization
from ringback.tickets.models import Ticket
from ringback.web.asked import Asked
from ringback.web.desk.attribute_fields import WithAttributes
from ringback.web.find import find
from ringback.web.forms import say_no
from ringback.web.pages import render, see_other
from ringback.web.routes import route, url
from ringback.web.words import BADGES

ORGANIZATION = {"id": "organization"}
_SHOWN = 50


class OrganizationForm(WithAttributes):
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
    form = OrganizationForm("organization", _values(organization), request.POST)
    if form.is_valid():
        changes = form.own() | {"attributes": form.attributes(request)}
        try:
            organizations.change(request.actor, organization, changes)
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
        "form": form or _form(organization),
    }
    return render(request, "desk/organizations/show.html", context, status=status)


def _form(organization: Organization) -> OrganizationForm:
    initial = {"name": organization.name, "notes": organization.notes}
    return OrganizationForm("organization", _values(organization), initial=initial)


def _values(organization: Organization) -> Mapping[str, Value | None]:
    return values_of([organization], "organization")[organization.pk]
