"""Customers: finding one, what is known of them, and what they have asked."""

from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from ringback.kit import paging
from ringback.kit.errors import Refusal
from ringback.kit.text import fold
from ringback.people import contacts
from ringback.people.models import Contact, Identity, Organization
from ringback.tickets.models import Ticket
from ringback.web.asked import Asked
from ringback.web.find import find
from ringback.web.forms import StrictForm, first_problem, say_no
from ringback.web.pages import render, see_other
from ringback.web.routes import route, url
from ringback.web.words import BADGES

CONTACT = {"id": "contact"}
PAGE = 50


class ContactForm(StrictForm):
    name = forms.CharField(label=_("Name"), max_length=200)
    form_of_address = forms.CharField(label=_("Form of address"), max_length=100, required=False)
    organization = forms.CharField(label=_("Organization"), max_length=200, required=False)
    language = forms.CharField(label=_("Language"), max_length=12, required=False)
    time_zone = forms.CharField(label=_("Time zone"), max_length=60, required=False)
    notes = forms.CharField(label=_("Notes"), max_length=10_000, required=False)
    version = forms.IntegerField(required=False)


class IdentityForm(StrictForm):
    kind = forms.ChoiceField(choices=Identity.KINDS)
    value = forms.CharField(max_length=254)


@route("contacts", name="contacts", verb="contact.read")
def index(request: Asked) -> HttpResponse:
    typed = request.GET.get("q", "")[:200]
    seen = Contact.objects.visible_to(request.actor).select_related("organization").order_by("folded", "id")
    if typed:
        begins = fold(typed)
        seen = seen.filter(Q(folded__startswith=begins) | Q(identities__folded__startswith=begins)).distinct()
    found = list(_behind(seen, request.GET.get("cursor", ""))[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    context = {
        "viewer": request.viewer,
        "found": found[:PAGE],
        "typed": typed,
        "next": paging.encode(last.folded, last.pk) if last else None,
    }
    return render(request, "desk/contacts/index.html", context)


@route("contacts/<int:id>", name="contact", verb="contact.read", objects=CONTACT)
def show(request: Asked, id: int) -> HttpResponse:
    return _page(request, id, None)


@route("contacts/<int:id>", name="contact", methods=("POST",), verb="contact.write", objects=CONTACT)
def update(request: Asked, id: int) -> HttpResponse:
    contact = _find(request, id)
    form = ContactForm(request.POST)
    if form.is_valid():
        try:
            contacts.change(request.actor, contact, _changes(request, form), form.cleaned_data["version"])
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            return see_other(request, url("contact", id=id))
    return _page(request, id, form, status=422)


@route(
    "contacts/<int:id>/identities",
    name="identities",
    methods=("POST",),
    verb="contact.write",
    objects=CONTACT,
)
def add_identity(request: Asked, id: int) -> HttpResponse:
    contact = _find(request, id)
    form = IdentityForm(request.POST)
    if not form.is_valid():
        raise first_problem(form)
    contacts.add_identity(request.actor, contact, **form.cleaned_data)
    return see_other(request, url("contact", id=id))


@route(
    "contacts/<int:id>/identities/<int:identity>/removal",
    name="identity.remove",
    methods=("POST",),
    verb="contact.write",
    objects={**CONTACT, "identity": "identity"},
)
def remove_identity(request: Asked, id: int, identity: int) -> HttpResponse:
    contacts.remove_identity(request.actor, find(_find(request, id).identities.all(), pk=identity))
    return see_other(request, url("contact", id=id))


def _find(request: Asked, id: int) -> Contact:
    return find(Contact.objects.visible_to(request.actor).select_related("organization"), pk=id)


def _page(request: Asked, id: int, form: ContactForm | None, status: int = 200) -> HttpResponse:
    contact = _find(request, id)
    tickets = (
        Ticket.objects.visible_to(request.actor).filter(contact_id=id).select_related("status", "assignee")
    )
    context = {
        "viewer": request.viewer,
        "contact": contact,
        "identities": list(contact.identities.order_by("id")),
        "kinds": Identity.KINDS,
        "tickets": list(tickets.order_by("-id")[:PAGE]),
        "badges": BADGES,
        "form": form or ContactForm(initial=_initial(contact)),
    }
    return render(request, "desk/contacts/show.html", context, status=status)


def _initial(contact: Contact) -> dict[str, Any]:
    names = ("name", "form_of_address", "language", "time_zone", "notes", "version")
    return {name: getattr(contact, name) for name in names} | {
        "organization": str(contact.organization or "")
    }


def _changes(request: Asked, form: ContactForm) -> dict[str, Any]:
    given = dict(form.cleaned_data)
    name = given.pop("organization").strip()
    given.pop("version")
    if not request.viewer.may("organization.read"):
        return given
    known = (
        Organization.objects.visible_to(request.actor).filter(folded=fold(name)[:400]).first()
        if name
        else None
    )
    if name and known is None:
        known = contacts.found_organization(request.actor, name)
    return {**given, "organization": known}


def _behind(seen: Any, cursor: str) -> Any:
    if not cursor:
        return seen
    folded, pk = paging.decode(cursor, str, int)
    return seen.filter(Q(folded__gt=folded) | Q(folded=folded, pk__gt=pk))
