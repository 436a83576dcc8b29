"""The fields that the house has defined for contacts and organizations."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from ringback.access import attributes
from ringback.company.models import Attribute
from ringback.kit.errors import Refusal
from ringback.web.asked import Asked
from ringback.web.find import find
from ringback.web.forms import StrictForm, say_no
from ringback.web.pages import render, see_other
from ringback.web.routes import route, url
from ringback.web.words import ATTRIBUTE_NOUNS, ATTRIBUTE_TYPES, PERSONAL

ATTRIBUTE = {"id": "attribute"}


class ChangeForm(StrictForm):
    label = forms.CharField(label=_("Label"), max_length=100)
    options = forms.CharField(
        label=_("Options"), required=False, max_length=20_000, help_text=_("For a choice: one a line.")
    )
    personal = forms.ChoiceField(
        label=_("As personal data"), choices=list(PERSONAL.items()), initial="content"
    )

    def given(self) -> dict[str, Any]:
        return {**self.cleaned_data, "options": self.cleaned_data["options"].splitlines()}


class RetiringForm(ChangeForm):
    is_active = forms.BooleanField(
        label=_("In use"), required=False, help_text=_("Values of a retired field are kept and not shown.")
    )
    version = forms.IntegerField(required=False)


class NewForm(ChangeForm):
    noun = forms.ChoiceField(label=_("For"), choices=list(ATTRIBUTE_NOUNS.items()))
    key = forms.CharField(
        label=_("Key"),
        max_length=40,
        help_text=_("What programs call it: a–z, 0–9 and _. It stays as it is."),
    )
    type = forms.ChoiceField(label=_("Type"), choices=list(ATTRIBUTE_TYPES.items()))


@route("office/attributes", name="attributes", verb="attribute.write")
def index(request: Asked) -> HttpResponse:
    return _list(request, NewForm())


@route("office/attributes", name="attributes", methods=("POST",), verb="attribute.write")
def create(request: Asked) -> HttpResponse:
    form = NewForm(request.POST)
    if form.is_valid():
        try:
            attributes.define(request.actor, **form.given())
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            return see_other(request, url("attributes"))
    return _list(request, form, status=422)


@route("office/attributes/<int:id>", name="attribute", verb="attribute.write", objects=ATTRIBUTE)
def show(request: Asked, id: int) -> HttpResponse:
    attribute = _find(request, id)
    names = ("label", "personal", "is_active")
    initial = {name: getattr(attribute, name) for name in names}
    return _page(
        request, attribute, RetiringForm(initial={**initial, "options": "\n".join(attribute.choices)})
    )


@route(
    "office/attributes/<int:id>",
    name="attribute",
    methods=("POST",),
    verb="attribute.write",
    objects=ATTRIBUTE,
)
def update(request: Asked, id: int) -> HttpResponse:
    attribute = _find(request, id)
    form = RetiringForm(request.POST)
    if form.is_valid():
        changes = form.given()
        try:
            attributes.change(request.actor, id, changes, changes.pop("version"))
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            return see_other(request, url("attributes"))
    return _page(request, attribute, form, status=422)


def _find(request: Asked, id: int) -> Attribute:
    return find(attributes.seen_by(request.actor), pk=id)


def _list(request: Asked, form: NewForm, status: int = 200) -> HttpResponse:
    context = {
        "viewer": request.viewer,
        "found": list(attributes.seen_by(request.actor).order_by("noun", "-is_active", "id")),
        "nouns": ATTRIBUTE_NOUNS,
        "types": ATTRIBUTE_TYPES,
        "form": form,
    }
    return render(request, "office/attributes/index.html", context, status=status)


def _page(request: Asked, attribute: Attribute, form: RetiringForm, status: int = 200) -> HttpResponse:
    context = {
        "viewer": request.viewer,
        "attribute": attribute,
        "noun": ATTRIBUTE_NOUNS[attribute.noun],
        "type": ATTRIBUTE_TYPES[attribute.type],
        "is_choice": attribute.type == Attribute.CHOICE,
        "form": form,
    }
    return render(request, "office/attributes/show.html", context, status=status)
