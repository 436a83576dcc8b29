"""Invitations: right local times, whatever zone they are given in, and nothing that a stranger writes stops us."""

from hypothesis import given
from hypothesis import strategies as st

from ringback.channels.adapters.email.invitation import LARGEST, read_invitation
from ringback.channels.adapters.email.parsed import Invitation

ZONE = """BEGIN:VTIMEZONE
TZID:Somewhere
BEGIN:STANDARD
DTSTART:19701025T030000
TZOFFSETFROM:+0345
TZOFFSETTO:+0245
END:STANDARD
END:VTIMEZONE
"""


def _read(*lines: str, method: str = "REQUEST", zone: str = "") -> Invitation | None:
    body = "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", f"METHOD:{method}", *zone.split("\n")])
    event = "\r\n".join(["BEGIN:VEVENT", "UID:1", *lines, "END:VEVENT", "END:VCALENDAR", ""])
    return read_invitation(f"{body.rstrip()}\r\n{event}".encode())


def _found(*lines: str, **more: str) -> Invitation:
    found = _read(*lines, **more)
    assert found is not None
    return found


def test_a_time_has_the_offset_of_the_zone_it_names() -> None:
    summer = _found("DTSTART;TZID=Europe/Berlin:20260706T140000", "DTEND;TZID=Europe/Berlin:20260706T150000")
    assert (summer.begins, summer.ends) == ("2026-07-06T14:00:00+02:00", "2026-07-06T15:00:00+02:00")
    assert _found("DTSTART;TZID=Europe/Berlin:20261206T140000").begins == "2026-12-06T14:00:00+01:00"
    assert summer.zone == "Europe/Berlin"


def test_a_zone_that_only_the_invitation_knows_is_taken_from_it() -> None:
    assert _found("DTSTART;TZID=Somewhere:20260706T140000", zone=ZONE).begins == "2026-07-06T14:00:00+02:45"


def test_universal_floating_and_whole_days_stay_what_they_are() -> None:
    assert _found("DTSTART:20260706T140000Z").begins == "2026-07-06T14:00:00+00:00"
    assert _found("DTSTART:20260706T140000").begins == "2026-07-06T14:00:00"
    days = _found("DTSTART;VALUE=DATE:20260706", "DTEND;VALUE=DATE:20260708")
    assert (days.begins, days.ends, days.is_all_day) == ("2026-07-06", "2026-07-08", True)
    assert _found("DTSTART;VALUE=DATE:20260706").ends == "2026-07-07"


def test_a_duration_gives_the_end() -> None:
    assert _found("DTSTART:20260706T140000Z", "DURATION:PT45M").ends == "2026-07-06T14:45:00+00:00"


def test_who_asks_who_comes_where_and_how_often() -> None:
    found = _found(
        "DTSTART:20260706T140000Z",
        "SUMMARY:Fitting\\, second",
        "LOCATION:Quay 4",
        "RRULE:FREQ=WEEKLY;COUNT=100000000",
        "ORGANIZER;CN=Ann:mailto:ann@mail.example",
        "ATTENDEE;CN=Bob;PARTSTAT=ACCEPTED:mailto:bob@mail.example",
        "ATTENDEE:MAILTO:eve@mail.example",
    )
    assert (found.summary, found.place, found.repeats) == ("Fitting, second", "Quay 4", "weekly")
    assert found.organizer and (found.organizer.name, found.organizer.address) == ("Ann", "ann@mail.example")
    answers = [(guest.address, guest.answer) for guest in found.guests]
    assert answers == [("bob@mail.example", "accepted"), ("eve@mail.example", "")]


def test_what_is_cancelled_says_so_by_method_or_by_status() -> None:
    assert _found("DTSTART:20260706T140000Z", method="CANCEL").method == "CANCEL"
    assert _found("DTSTART:20260706T140000Z", "STATUS:CANCELLED").method == "CANCEL"
    assert _found("DTSTART:20260706T140000Z", method="X-EVIL").method == ""


def test_without_a_beginning_there_is_no_invitation() -> None:
    assert _read("SUMMARY:Sometime") is None
    assert read_invitation(b"BEGIN:VCALENDAR\r\n" * 1000) is None
    assert read_invitation(b"x" * (LARGEST + 1)) is None


@given(st.binary(max_size=400), st.text(max_size=200))
def test_nothing_that_a_stranger_writes_raises(content: bytes, words: str) -> None:
    read_invitation(content)
    _read("DTSTART:20260706T140000Z", f"SUMMARY:{words}", f"ATTENDEE;CN={words}:x")
    _read(f"DTSTART;TZID={words}:20260706T140000", f"RRULE:{words}")
