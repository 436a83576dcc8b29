"""Customers: finding one, what is known of them, and what they have asked."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from ringback.company.attribute_values import Value
from ringback.kit import paging
from ringback.kit.errors import Refusal
from ringback.kit.text import fold
from ringback.people import contacts, duplicates, merging, opening, organizations
from ringback.people.attributing import values_of
from ringback.people.families import identities_of, one_person
from ringback.people.models import Contact, Identity, Organization
from ringback.people.segments import segments_of
from ringback.tickets.models import Ticket
from ringback.tickets.reached import reached
from ringback.web.asked import Asked
from ringback.web.desk.attribute_fields import WithAttributes
from ringback.web.find import find
from ringback.web.forms import StrictForm, first_problem, say_no
from ringback.web.pages import render, see_other
from ringback.web.routes import route, url
from ringback.web.words import BADGES, CHANNELS, EVIDENCE, SEGMENT_LOOKS

CONTACT = {"id": "contact"}
PAGE = 50


class ContactForm(WithAttributes):
    name = forms.CharField(label=_("Name"), max_length=200)
    form_of_address = forms.CharField(label=_("Form of address"), max_length=100, required=False)
    organization = forms.CharField(label=_("Organization"), max_length=200, required=False)
    language = forms.CharField(label=_("Language"), max_length=12, required=False)
    time_zone = forms.CharField(label=_("Time zone"), max_length=60, required=False)
    preferred_channel = forms.ChoiceField(
        label=_("Preferred channel"), required=False, choices=[("", "–"), *CHANNELS.items()]
    )
    notes = forms.CharField(label=_("Notes"), max_length=10_000, required=False)
    version = forms.IntegerField(required=False)


class ReasonForm(StrictForm):
    reason = forms.CharField(
        label=_("Why?"), max_length=opening.LONGEST, help_text=_("Managers can read it.")
    )


class IdentityForm(StrictForm):
    kind = forms.ChoiceField(choices=Identity.KINDS)
    value = forms.CharField(max_length=254)


@route("contacts", name="contacts", verb="contact.read")
def index(request: Asked) -> HttpResponse:
    typed = request.GET.get("q", "")[:200]
    seen = Contact.objects.visible_to(request.actor).select_related("organization").order_by("folded", "id")
    seen = seen.filter(canonical=None)
    if typed:
        begins = fold(typed)
        named = Q(folded__startswith=begins) | Q(identities__folded__startswith=begins)
        merged = (
            Contact.objects.visible_to(request.actor)
            .filter(named, canonical__isnull=False)
            .values("canonical_id")
        )
        seen = seen.filter(named | Q(pk__in=merged)).distinct()
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
    found = Contact.objects.visible_to(request.actor).filter(pk=id).first()
    if found and found.canonical_id:
        return redirect(url("contact", id=found.canonical_id))
    try:
        return _page(request, id, None)
    except opening.ReasonNeeded:
        return _ask(request, id, ReasonForm())


@route(
    "contacts/<int:id>/opening", name="contact.open", methods=("POST",), verb="contact.read", objects=CONTACT
)
def give_reason(request: Asked, id: int) -> HttpResponse:
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            opening.open_contact(request.actor, id, form.cleaned_data["reason"])
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            return see_other(request, url("contact", id=id))
    return _ask(request, id, form, status=422)


@route("contacts/<int:id>", name="contact", methods=("POST",), verb="contact.write", objects=CONTACT)
def update(request: Asked, id: int) -> HttpResponse:
    contact = _find(request, id)
    form = ContactForm("contact", _values(contact), request.POST)
    if form.is_valid():
        try:
            # Or an organization would stay that was founded for a change that was refused.
            with transaction.atomic():
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
    contacts.remove_identity(request.actor, find(identities_of(_find(request, id)), pk=identity))
    return see_other(request, url("contact", id=id))


def _ask(request: Asked, id: int, form: ReasonForm, status: int = 200) -> HttpResponse:
    contact = find(Contact.objects.visible_to(request.actor), pk=id)
    context = {"viewer": request.viewer, "contact": contact, "form": form}
    return render(request, "desk/contacts/reason.html", context, status=status)


def _find(request: Asked, id: int) -> Contact:
    contact = find(Contact.objects.visible_to(request.actor).select_related("organization"), pk=id)
    opening.must_be_open(request.actor, contact)
    return contact


def _page(request: Asked, id: int, form: ContactForm | None, status: int = 200) -> HttpResponse:
    contact = _find(request, id)
    tickets = (
        Ticket.objects.visible_to(request.actor)
        .filter(contact_id__in=one_person(id))
        .exclude(shelf=Ticket.MERGED)
        .select_related("status", "assignee")
    )
    context = {
        "viewer": request.viewer,
        "contact": contact,
        "identities": list(identities_of(contact)),
        "members": merging.merged_into(contact),
        "suggestions": duplicates.suggested(request.actor, contact),
        "evidence": EVIDENCE,
        "kinds": Identity.KINDS,
        "tickets": list(tickets.order_by("-id")[:PAGE]),
        "reached": reached(request.actor, id),
        "segments": segments_of(request.actor, [id]).get(id, []),
        "looks": SEGMENT_LOOKS,
        "badges": BADGES,
        "openings": opening.openings(request.actor, id) if request.viewer.may("contact.openings") else [],
        "form": form or ContactForm("contact", _values(contact), initial=_initial(contact)),
    }
    return render(request, "desk/contacts/show.html", context, status=status)


def _values(contact: Contact) -> Mapping[str, Value | None]:
    return values_of([contact], "contact")[contact.pk]


def _initial(contact: Contact) -> dict[str, Any]:
    names = (
        "name",
        "form_of_address",
        "language",
        "time_zone",
        "preferred_channel",
        "notes",
        "version",
    )
    return {name: getattr(contact, name) for name in names} | {
        "organization": str(contact.organization or "")
    }


def _changes(request: Asked, form: ContactForm) -> dict[str, Any]:
    given = form.own() | {"attributes": form.attributes(request)}
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
        known = organizations.found(request.actor, name)
    return {**given, "organization": known}


def _behind(seen: Any, cursor: str) -> Any:
    if not cursor:
        return seen
    folded, pk = paging.decode(cursor, str, int)
    return seen.filter(Q(folded__gt=folded) | Q(folded=folded, pk__gt=pk))
