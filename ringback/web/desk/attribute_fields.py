"""The fields that the house has defined, in the forms of a contact and an organization."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from ringback.company.attribute_values import Value
from ringback.company.attributes import defined
from ringback.company.models import Attribute
from ringback.web.asked import Asked
from ringback.web.forms import StrictForm

# Django's form fields are called as errors of the verbs name them, so that each error finds its field.
_PREFIX = "attributes."
_INPUTS = {Attribute.NUMBER: "number", Attribute.DATE: "date"}


class WithAttributes(StrictForm):
    """A form that has grown a field for each of `noun`'s."""

    def __init__(self, noun: str, values: Mapping[str, Value | None], data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.defined = defined(noun)
        for attribute in self.defined:
            name, kept = _PREFIX + attribute.key, shown(attribute, values.get(attribute.key))
            self.fields[name] = _field(attribute, kept)
            self.initial[name] = kept

    def attributes(self, request: Asked) -> dict[str, Any]:
        """What was sent of them, by key."""
        names = {attribute.key: _PREFIX + attribute.key for attribute in self.defined}
        return {key: self.cleaned_data[name] for key, name in names.items() if name in request.POST}

    def own(self) -> dict[str, Any]:
        """What was sent of the form's own fields."""
        return {name: value for name, value in self.cleaned_data.items() if not name.startswith(_PREFIX)}

    def attribute_inputs(self) -> Iterable[tuple[Any, str]]:
        """Each with the kind of input it is for a template."""
        for attribute in self.defined:
            plain = _INPUTS.get(attribute.type, "text")
            chosen = attribute.type in (Attribute.CHOICE, Attribute.YES_NO)
            yield self[_PREFIX + attribute.key], "select" if chosen else plain


def shown(attribute: Attribute, value: Value | None) -> str:
    """A value as a form holds it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def known(attributes: Iterable[Attribute], values: Mapping[str, Value | None]) -> list[tuple[str, Any]]:
    """Label and value of those that there is something in, for showing."""
    words = {True: _("yes"), False: _("no")}
    found = [(one.label, values.get(one.key)) for one in attributes]
    return [
        (label, words[value] if isinstance(value, bool) else value)
        for label, value in found
        if value is not None
    ]


def _field(attribute: Attribute, kept: str) -> forms.Field:
    if attribute.type == Attribute.YES_NO:
        options = [("yes", _("yes")), ("no", _("no"))]
    else:
        names = attribute.choices
        # What is no option any more can stay.
        options = [(name, name) for name in ([kept] if kept and kept not in names else []) + names]
    if attribute.type in (Attribute.YES_NO, Attribute.CHOICE):
        return forms.ChoiceField(label=attribute.label, required=False, choices=[("", "–"), *options])
    return forms.CharField(label=attribute.label, required=False, max_length=500)
