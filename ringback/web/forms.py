"""Forms that take what they name and nothing else (TRUST A15), and say beside the field what is wrong."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from ringback.kit.errors import Refusal, Unseen
from ringback.kit.markup import from_text

# What forms carry beside their own fields; a file field that nobody used arrives among the words.
_ALWAYS = {"csrfmiddlewaretoken", "next", "upload"}


class StrictForm(forms.Form):
    """A form that refuses fields it does not have, so that nobody can slip an owner or a role in."""

    def clean(self) -> dict[str, Any] | None:
        if isinstance(self.data, QueryDict):
            known = {self.add_prefix(name) for name in self.fields}
            strange = set(self.data) - known - _ALWAYS
            if strange:
                raise forms.ValidationError(
                    _("This form has no field “%(name)s”.") % {"name": min(strange)[:50]}
                )
        return super().clean()


def say_no(form: forms.Form, refusal: Refusal) -> None:
    """Show what a verb refused beside the field it names, or above the form. What is not to be seen stays a 404."""
    if isinstance(refusal, Unseen):
        raise refusal
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)


def first_problem(form: forms.Form) -> Refusal:
    """The form's first error, for answers that have no form to show it in."""
    for name, errors in form.errors.items():
        return Refusal(str(errors[0]), field="" if name == "__all__" else str(name), code="form")
    return Refusal(_("This form was not filled in as it should be."))


class KeysField(forms.Field):
    """Several short values under one name."""

    widget = forms.MultipleHiddenInput
    _MOST, _LONGEST = 100, 100

    def __init__(self) -> None:
        super().__init__(required=False)

    def clean(self, value: Any) -> list[str]:
        values = [str(one) for one in value or [] if one]
        if len(values) > self._MOST or any(len(one) > self._LONGEST for one in values):
            raise forms.ValidationError(_("That is too many at once."))
        return values


class HtmlForm(StrictForm):
    """A text from the editor, or from the plain field that it stands on where no script runs."""

    html_or_text = forms.CharField(required=False, max_length=1_000_000, strip=False)
    format = forms.ChoiceField(choices=[("html", "html"), ("text", "text")], required=False)

    def html(self) -> str:
        """The text as HTML; the verb reduces it to what is allowed."""
        written: str = self.cleaned_data["html_or_text"]
        return written if self.cleaned_data["format"] == "html" else from_text(written)
