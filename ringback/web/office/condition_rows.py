"""Conditions of a segment as rows of a form: what is asked, how, and a value as people type it."""

import json
from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from ringback.access import attributes
from ringback.kit.errors import Refusal
from ringback.kit.text import fold
from ringback.ledger.actor import Actor
from ringback.people import conditions
from ringback.people.models import Organization, Segment
from ringback.web.forms import StrictForm
from ringback.web.words import OPERATORS

_BLANK = 2


class RowsForm(StrictForm):
    """A form with as many rows of conditions as a segment can have."""

    def __init__(self, actor: Actor, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.actor = actor
        asked = [("", "–"), *_labels(actor).items()]
        for row in range(conditions.MOST):
            self.fields[f"field_{row}"] = forms.ChoiceField(required=False, choices=asked)
            self.fields[f"op_{row}"] = forms.ChoiceField(required=False, choices=list(OPERATORS.items()))
            self.fields[f"value_{row}"] = forms.CharField(required=False, max_length=254)

    def rows(self) -> Iterator[tuple[Any, Any, Any]]:
        """Those with something in them, and two to fill."""
        filled = [row for row in range(conditions.MOST) if self[f"field_{row}"].value()]
        shown = min((filled[-1] + 1 if filled else 1) + _BLANK, conditions.MOST)
        for row in range(shown):
            yield self[f"field_{row}"], self[f"op_{row}"], self[f"value_{row}"]

    def conditions(self) -> list[dict[str, Any]]:
        """As the verbs take them. Raises Refusal for an organization that nobody knows."""
        rows = [
            (
                self.cleaned_data[f"field_{row}"],
                self.cleaned_data[f"op_{row}"],
                self.cleaned_data[f"value_{row}"],
            )
            for row in range(conditions.MOST)
        ]
        return [
            {"field": field, "op": op or "is", "value": self._typed(field, value.strip())}
            for field, op, value in rows
            if field
        ]

    def _typed(self, field: str, value: str) -> str | int | None:
        if field != "organization":
            return value
        if not value:
            return None
        known = Organization.objects.visible_to(self.actor).filter(folded=fold(value)[:400]).first()
        if known is None:
            words = _("There is no organization %(name)s.") % {"name": value[:60]}
            raise Refusal(words, field="conditions", code="no-such")
        return known.pk


def as_rows(actor: Actor, segment: Segment) -> dict[str, Any]:
    """What the rows of a segment begin with."""
    initial: dict[str, Any] = {}
    for row, one in enumerate(json.loads(segment.conditions)):
        value = one["value"]
        if one["field"] == "organization" and value is not None:
            known = Organization.objects.visible_to(actor).filter(pk=value).first()
            value = known.name if known else ""
        initial |= {f"field_{row}": one["field"], f"op_{row}": one["op"], f"value_{row}": value or ""}
    return initial


def _labels(actor: Actor) -> dict[str, str]:
    own = {
        "language": _("Language"),
        "preferred_channel": _("Preferred channel"),
        "organization": _("Organization"),
    }
    known = {(one.noun, one.key): one.label for one in attributes.seen_by(actor).filter(is_active=True)}
    found = {name: own[name] for name in conditions.OWN}
    for prefix, noun in conditions.PREFIXES.items():
        mark = "" if noun == "contact" else _("Organization: ")
        found |= {f"{prefix}{key}": mark + label for (of, key), label in known.items() if of == noun}
    return found
