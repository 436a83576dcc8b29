"""Values of the fields that the house defined: one text for each, that can be compared as it is. Pure."""

import re
from datetime import date
from typing import Final

from django.utils.translation import gettext

from ringback.company.models import Attribute
from ringback.kit.errors import Refusal
from ringback.kit.text import clean, one_line

Value = str | int | bool
# The largest whole number that every program reads alike.
LARGEST: Final = 2**53 - 1
LONGEST: Final = 500
_WHOLE = re.compile("-?[0-9]{1,16}")


def canonical(attribute: Attribute, given: Value | None, field: str) -> str:
    """What is kept of a value: a text as it is on one line, digits, `yes` or `no`, a day as in ISO 8601, an option;
    empty for none. Takes what programs send and what people type. Raises Refusal (of `field`) for what does not fit."""
    if given is None or given == "":
        return ""
    try:
        return _READERS[attribute.type](attribute, given)
    except ValueError as bad:
        raise Refusal(_wanted(attribute), field=field, code="value") from bad


def typed(attribute: Attribute, kept: str) -> Value:
    """A kept value as programs read it: a number, true or false, else a text."""
    if attribute.type == Attribute.NUMBER:
        return int(kept)
    return kept == "yes" if attribute.type == Attribute.YES_NO else kept


def as_number(attribute: Attribute, kept: str) -> int | None:
    """By what a number or a day is compared with others; None for what has no order."""
    if attribute.type == Attribute.NUMBER:
        return int(kept)
    return date.fromisoformat(kept).toordinal() if attribute.type == Attribute.DATE else None


def _text(_attribute: Attribute, given: Value) -> str:
    if not isinstance(given, str) or len(given) > LONGEST:
        raise ValueError
    return one_line(given, LONGEST)


def _number(_attribute: Attribute, given: Value) -> str:
    if isinstance(given, bool) or (isinstance(given, str) and not _WHOLE.fullmatch(given.strip())):
        raise ValueError
    if abs(int(given)) > LARGEST:
        raise ValueError
    return str(int(given))


def _yes_no(_attribute: Attribute, given: Value) -> str:
    if isinstance(given, bool):
        return "yes" if given else "no"
    if given not in ("yes", "no"):
        raise ValueError
    return str(given)


def _date(_attribute: Attribute, given: Value) -> str:
    if not isinstance(given, str) or not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", given.strip()):
        raise ValueError
    return date.fromisoformat(given.strip()).isoformat()


def _choice(attribute: Attribute, given: Value) -> str:
    if not isinstance(given, str) or clean(given) not in attribute.choices:
        raise ValueError
    return given


_READERS = {
    Attribute.TEXT: _text,
    Attribute.NUMBER: _number,
    Attribute.YES_NO: _yes_no,
    Attribute.DATE: _date,
    Attribute.CHOICE: _choice,
}


def _wanted(attribute: Attribute) -> str:
    words = {
        Attribute.TEXT: gettext("%(label)s is a text of %(most)s characters at most."),
        Attribute.NUMBER: gettext("%(label)s is a whole number."),
        Attribute.YES_NO: gettext("%(label)s is yes or no."),
        Attribute.DATE: gettext("%(label)s is a day, as 2026-12-31."),
        Attribute.CHOICE: gettext("%(label)s is one of %(options)s."),
    }[attribute.type]
    options = ", ".join(attribute.choices[:20])
    return words % {"label": attribute.label, "most": LONGEST, "options": options}
