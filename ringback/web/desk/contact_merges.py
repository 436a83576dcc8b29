"""Merging customers, taking them apart, and who may be the same person."""

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _

from ringback.kit.addresses import with_ascii_domain
from ringback.kit.errors import Refusal
from ringback.people import contacts, duplicates, merging
from ringback.people.models import Contact, Identity
from ringback.web.asked import Asked
from ringback.web.forms import StrictForm, first_problem
from ringback.web.pages import see_other
from ringback.web.routes import route, url

_CONTACT = {"id": "contact"}
_POST = ("POST",)


class MergeForm(StrictForm):
    """Into whom: somebody suggested, or whoever reads mail at an address."""

    into = forms.IntegerField(required=False, min_value=1, max_value=10**17)
    address = forms.CharField(required=False, max_length=254)


class OtherForm(StrictForm):
    other = forms.IntegerField(min_value=1, max_value=10**17)


@route("contacts/<int:id>/merge", name="contact.merge", methods=_POST, verb="contact.merge", objects=_CONTACT)
def create(request: Asked, id: int) -> HttpResponse:
    form = MergeForm(request.POST)
    if not form.is_valid():
        raise first_problem(form)
    into = form.cleaned_data["into"] or _at(request, form.cleaned_data["address"].strip())
    return see_other(request, url("contact", id=merging.merge(request.actor, id, into).pk))


@route(
    "contacts/<int:id>/unmerge", name="contact.unmerge", methods=_POST, verb="contact.merge", objects=_CONTACT
)
def undo(request: Asked, id: int) -> HttpResponse:
    # Whom it leaves may be one whom the actor sees no more.
    merging.unmerge(request.actor, id)
    seen = Contact.objects.visible_to(request.actor).filter(pk=id).exists()
    return see_other(request, url("contact", id=id) if seen else url("contacts"))


@route(
    "contacts/<int:id>/distinct",
    name="contact.distinct",
    methods=_POST,
    verb="contact.merge",
    objects=_CONTACT,
)
def dismiss(request: Asked, id: int) -> HttpResponse:
    form = OtherForm(request.POST)
    if not form.is_valid():
        raise first_problem(form)
    duplicates.dismiss(request.actor, id, form.cleaned_data["other"])
    return see_other(request, url("contact", id=id))


def _at(request: Asked, address: str) -> int:
    known = contacts.known_by(Identity.EMAIL, with_ascii_domain(address))
    if known is None or not Contact.objects.visible_to(request.actor).filter(pk=known.pk).exists():
        raise Refusal(_("We know nobody with this address."), field="address", code="no-such")
    return known.pk
