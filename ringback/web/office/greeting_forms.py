"""The forms for what an acknowledgement says in one language or another."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ringback.channels.greetings import LONGEST, LONGEST_HOURS
from ringback.channels.models import Greeting, Line
from ringback.kit.languages import name_of
from ringback.web.forms import StrictForm
from ringback.web.languages import written

HOURS = _("Opening hours")
PLACES = _(
    "The desk fills in {number} and {name}, the name of the house. Without {number} the number stands below."
)


class GreetingForm(StrictForm):
    """`tag` sets the ids of several forms on one page apart; empty: the one that adds a language."""

    language = forms.ChoiceField(label=_("Language"))
    text = forms.CharField(label=_("Text"), max_length=LONGEST, help_text=PLACES)
    opening_hours = forms.CharField(label=HOURS, max_length=LONGEST_HOURS, required=False)
    version = forms.IntegerField(required=False)

    def __init__(self, tag: str, choices: Iterable[tuple[str, str]], **more: Any) -> None:
        super().__init__(auto_id=f"greeting-{tag}-%s", **more)
        self.tag = tag
        self.title = name_of(tag) if tag else ""
        self.fields["language"] = forms.ChoiceField(label=self.fields["language"].label, choices=choices)


def greeting_forms(line: Line, bound: GreetingForm | None = None) -> list[GreetingForm]:
    """One for each language that the line has a text in, and one to add another; `bound`: the one that was sent."""
    there = list(line.greetings.order_by("language"))
    made = [one_form(line, greeting) for greeting in there]
    taken = {line.language, *(greeting.language for greeting in there)}
    blank = GreetingForm("", [("", ""), *(one for one in written() if one[0] not in taken)])
    return [bound if bound and bound.tag == form.tag else form for form in (*made, blank)]


def one_form(line: Line, greeting: Greeting) -> GreetingForm:
    """The text in one language, to be changed."""
    initial = {
        "language": greeting.language,
        "text": greeting.text,
        "opening_hours": greeting.opening_hours,
        "version": line.version,
    }
    return GreetingForm(greeting.language, written(greeting.language), initial=initial)
