"""Real calendar files: none stops the reader, and a time is the one that the file says."""

from datetime import datetime
from pathlib import Path

import pytest

from ringback.channels.adapters.email.invitation import read_invitation
from tests.corpus import corpus

pytestmark = pytest.mark.once
# Broken on purpose: lines that are none, or no event whose beginning is a time.
LEFT = {
    "icalendar": {
        "america_new_york_forward_reference.ics",
        "broken_dtstart.ics",
        "issue_104_broken_calendar.ics",
        "pacific_fiji.ics",
    },
    "libical": {"incoming.ics", "malloc.ics", "process-calendar.ics"},
}


@pytest.mark.parametrize("name", ["icalendar", "libical"])
def test_every_calendar_is_read_or_named(name: str) -> None:
    files = [path for path in corpus(name).rglob("*") if path.suffix.lower() == ".ics"]
    read = {path: read_invitation(path.read_bytes()) for path in files}
    assert len(files) > 5
    for path, found in read.items():
        if found and not found.is_all_day:
            assert datetime.fromisoformat(found.begins), path
    assert {path.name for path in files if _has_event(path) and not read[path]} <= LEFT[name]


def _has_event(path: Path) -> bool:
    """Whether it holds an event with a beginning, by its bytes alone."""
    _, begun, rest = path.read_bytes().upper().partition(b"BEGIN:VEVENT")
    return bool(begun) and b"\nDTSTART" in rest
