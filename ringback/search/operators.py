"""The filters a query line may hold (`from:anna`) and what their values must look like. Pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.utils.translation import gettext as _

Operator = Literal["text", "day", "number"] | tuple[str, ...]
"""What a filter takes: any words, a day, a number, or one of these words."""

Operators = Mapping[str, Operator]

# What people expect of mail and desk programs; the areas above choose from these and add their own.
USUAL: Operators = {
    "from": "text",
    "to": "text",
    "subject": "text",
    "status": "text",
    "owner": "text",
    "assignee": "text",
    "team": "text",
    "tag": "text",
    "in": "text",
    "number": "number",
    "before": "day",
    "after": "day",
    "has": ("attachment",),
    "is": ("open", "closed", "unassigned", "mine"),
}
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"#?([0-9]{1,18})")


@dataclass(frozen=True, slots=True)
class Filter:
    """`name:value`; `day` is set for days, `value` is bare digits for numbers, one of the words else."""

    name: str
    value: str
    negated: bool = False
    day: date | None = None


def read_filter(name: str, value: str, negated: bool, operators: Operators) -> Filter | str:
    """The filter, or what is wrong with it, said to the person who typed it."""
    operator = operators.get(name)
    if operator is None:
        known = ", ".join(f"{each}:" for each in operators)
        return _(
            "There is no filter “%(name)s:”. There are: %(known)s. To find the text itself, put it in quotes."
        ) % {
            "name": name,
            "known": known,
        }
    if not value:
        return _("Write something right after “%(name)s:”, without a space.") % {"name": name}
    if isinstance(operator, tuple):
        return _choice(name, value, negated, operator)
    return _READERS[operator](name, value, negated)


def _choice(name: str, value: str, negated: bool, choices: tuple[str, ...]) -> Filter | str:
    if value.casefold() in choices:
        return Filter(name, value.casefold(), negated)
    return _("“%(name)s:” takes one of: %(choices)s.") % {"name": name, "choices": ", ".join(choices)}


def _text(name: str, value: str, negated: bool) -> Filter | str:
    return Filter(name, value, negated)


def _day(name: str, value: str, negated: bool) -> Filter | str:
    try:
        day = date.fromisoformat(value) if _DAY.fullmatch(value) else None
    except ValueError:
        day = None
    if day is None:
        return _("“%(name)s:%(value)s” is not a day. Write it like 2026-05-31.") % {
            "name": name,
            "value": value,
        }
    return Filter(name, value, negated, day)


def _number(name: str, value: str, negated: bool) -> Filter | str:
    digits = _NUMBER.fullmatch(value)
    if digits is None:
        return _("“%(name)s:%(value)s” is not a number.") % {"name": name, "value": value}
    return Filter(name, digits[1], negated)


_READERS: dict[str, Callable[[str, str, bool], Filter | str]] = {
    "text": _text,
    "day": _day,
    "number": _number,
}
