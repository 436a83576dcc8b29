"""Invitations in mail (iTIP, RFC 5546): what, when, where, who asks and who has answered. Read by icalendar, in the
parser's child and under its limits. Pure."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from icalendar import Calendar, Event

from ringback.channels.adapters.email.parsed import Guest, Invitation
from ringback.kit.text import clean, one_line

TYPES = ("text/calendar", "application/ics")
LARGEST = 256 * 1024
_MOST_GUESTS = 100
_METHODS = ("REQUEST", "CANCEL", "REPLY", "PUBLISH", "COUNTER", "REFRESH", "ADD", "DECLINECOUNTER")


def read_invitation(content: bytes) -> Invitation | None:
    """The first event of a calendar object, or None for what holds none or cannot be read. Times of a zone that the
    object defines or names are given with their offset; those without any zone stay without (RFC 5545, 3.3.5)."""
    if len(content) > LARGEST:
        return None
    try:
        found: Any = Calendar.from_ical(content, multiple=True)
        parts = [(calendar, event) for calendar in found for event in _events(calendar)]
        return _invitation(*parts[0]) if parts else None
    except Exception:  # noqa: BLE001  (whatever a stranger's bytes do to a reader of them)
        return None


def _events(calendar: Any) -> Iterator[Event]:
    """The master before its exceptions: an invitation to a series is the series."""
    found = [one for one in calendar.walk("VEVENT") if isinstance(one.decoded("DTSTART", None), date)]
    yield from sorted(found, key=lambda event: "RECURRENCE-ID" in event)


def _invitation(calendar: Any, event: Event) -> Invitation:
    begins, ends = event.decoded("DTSTART"), _end(event)
    method = str(calendar.get("METHOD", "")).upper()
    is_cancelled = str(event.get("STATUS", "")).upper() == "CANCELLED"
    zone = getattr(event["DTSTART"], "params", {}).get("TZID", "")
    return Invitation(
        method="CANCEL" if is_cancelled else method if method in _METHODS else "",
        summary=_words(event.get("SUMMARY"), 300),
        place=_words(event.get("LOCATION"), 300),
        begins=_moment(begins),
        ends=_moment(ends) if ends is not None else "",
        zone=_words(zone, 100),
        is_all_day=not isinstance(begins, datetime),
        repeats=_repeats(event),
        organizer=_guest(event["ORGANIZER"]) if "ORGANIZER" in event else None,
        guests=[_guest(one) for one in _several(event.get("ATTENDEE"))[:_MOST_GUESTS]],
    )


def _end(event: Event) -> Any:
    if "DTEND" in event:
        return event.decoded("DTEND")
    begins = event.decoded("DTSTART")
    length = event.decoded("DURATION") if "DURATION" in event else None
    if isinstance(length, timedelta):
        return begins + length
    return None if isinstance(begins, datetime) else begins + timedelta(days=1)


def _moment(value: "date | datetime") -> str:
    """ISO 8601: a day, a local time, or a time with its offset."""
    if isinstance(value, datetime) and value.tzinfo is not None and not value.utcoffset():
        return value.astimezone(UTC).isoformat()
    return value.isoformat()


def _repeats(event: Event) -> str:
    """How often, as the rule's own word; the series is never worked out."""
    if "RRULE" not in event:
        return ""
    rule = event["RRULE"]
    # A rule that is broken stands for one all the same.
    words = [str(word).lower() for word in rule.get("FREQ", [])] if isinstance(rule, dict) else []
    return words[0] if words and words[0] in ("daily", "weekly", "monthly", "yearly") else "often"


def _guest(value: Any) -> Guest:
    parameters = getattr(value, "params", {})
    address = str(value)
    address = address[7:] if address.lower().startswith("mailto:") else address
    return Guest(
        name=_words(parameters.get("CN"), 200),
        address=one_line(clean(address), 254),
        answer=_words(parameters.get("PARTSTAT"), 30).lower(),
    )


def _several(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _words(value: Any, longest: int) -> str:
    return one_line(clean(str(value or "")), longest)
