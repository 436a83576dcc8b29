"""An invitation that came by mail, as people read it: by their own clock, and by the clock of whoever sent it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from ringback.channels.adapters.email.parsed import Guest, Invitation
from ringback.channels.adapters.email.parsed_json import invitation_of
from ringback.web import moments
from ringback.web.words import ANSWERS, APPOINTMENTS, REPEATS


@dataclass(frozen=True, slots=True)
class Appointment:
    """`theirs`: the time as the sender wrote it, where that is another than the reader's. `guests`: name and answer."""

    heading: str
    summary: str
    when: str
    theirs: str
    repeats: str
    place: str
    organizer: str
    guests: Sequence[tuple[str, str]]


def appointment(stored: str | None) -> Appointment | None:
    """Of a message's `invitation`, by the reader's clock; None where there is none."""
    if not stored:
        return None
    found = invitation_of(json.loads(stored))
    zone = moments.as_zone(timezone.get_current_timezone())
    return Appointment(
        heading=str(APPOINTMENTS.get(found.method, APPOINTMENTS[""])),
        summary=found.summary,
        when=when(found, zone),
        theirs=theirs(found, zone),
        repeats=str(REPEATS.get(found.repeats, "")),
        place=found.place,
        organizer=_called(found.organizer) if found.organizer else "",
        guests=[(_called(guest), str(ANSWERS.get(guest.answer, ""))) for guest in found.guests],
    )


def when(found: Invitation, zone: ZoneInfo) -> str:
    """From when until when, in `zone`; days for what lasts whole days, the clock as written where no zone was meant."""
    if found.is_all_day:
        first, last = date.fromisoformat(found.begins), date.fromisoformat(found.ends) - timedelta(days=1)
        return f"{first}" if last <= first else f"{first} – {last}"
    begins = datetime.fromisoformat(found.begins)
    ends = datetime.fromisoformat(found.ends) if found.ends else None
    if begins.tzinfo is None:
        return _("%(time)s, by the clock of the place") % {"time": _span(begins, ends)}
    local, until = begins.astimezone(zone), ends.astimezone(zone) if ends and ends.tzinfo else None
    return f"{_span(local, until)} {local.tzname() or zone.key}"


def theirs(found: Invitation, zone: ZoneInfo) -> str:
    """The same by the sender's clock; empty where the reader's shows the same."""
    begins = None if found.is_all_day else datetime.fromisoformat(found.begins)
    if begins is None or begins.tzinfo is None or not found.zone:
        return ""
    if begins.astimezone(zone).utcoffset() == begins.utcoffset():
        return ""
    ends = datetime.fromisoformat(found.ends) if found.ends else None
    return f"{_span(begins, ends)} ({found.zone})"


def _span(begins: datetime, ends: datetime | None) -> str:
    text = f"{begins:%Y-%m-%d %H:%M}"
    if ends is None or ends == begins:
        return text
    same_day = ends.date() == begins.date()
    return f"{text} – {ends:%H:%M}" if same_day else f"{text} – {ends:%Y-%m-%d %H:%M}"


def _called(guest: Guest) -> str:
    return guest.name or guest.address
