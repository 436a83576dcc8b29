"""The working days and holidays of the house, as settings: whether what somebody enters is a calendar at all."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import available_timezones

from django.utils.translation import gettext

from ringback.company.house import MOST_UNDO_SECONDS
from ringback.kit.errors import Refusal

MOST_HOLIDAYS = 500


def check(changes: Mapping[str, Any]) -> None:
    """Raises Refusal for working days, holidays or a time zone that are none."""
    days = str(changes.get("working_days", "1")).split()
    if not days or any(day not in "1234567" or len(day) != 1 for day in days):
        raise Refusal(gettext("Working days are numbers from 1 (Monday) to 7."), field="working_days")
    holidays = str(changes.get("holidays", "")).split()
    if len(holidays) > MOST_HOLIDAYS or not all(map(_is_day, holidays)):
        raise Refusal(gettext("A holiday is a day as 2026-12-25."), field="holidays")
    if changes.get("time_zone", "UTC") not in available_timezones():
        raise Refusal(gettext("There is no such time zone."), field="time_zone", code="zone")
    if not 0 <= changes.get("undo_seconds", 0) <= MOST_UNDO_SECONDS:
        words = gettext("From 0 to %(most)s seconds.") % {"most": MOST_UNDO_SECONDS}
        raise Refusal(words, field="undo_seconds")
    for name in ("confirmation_days", "handover_days"):
        if not 1 <= changes.get(name, 1) <= 90:
            raise Refusal(gettext("From 1 to 90 days."), field=name)


def _is_day(text: str) -> bool:
    try:
        return len(text) == 10 and bool(date.fromisoformat(text))
    except ValueError:
        return False
