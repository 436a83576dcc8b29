"""When a mail out of an archive once arrived. Pure."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_HEAD = 64 * 1024
_FIELD = re.compile(rb"(?im)^(received|date):((?:[^\r\n]|\r?\n[ \t])*)")


def arrived(raw: bytes, now: datetime) -> datetime:
    """The date of its topmost Received field (RFC 5321, 4.4), else of its Date; `now` without, or with one to come."""
    head = re.split(rb"\r?\n\r?\n", raw[:_HEAD], maxsplit=1)[0]
    fields = [(name.lower(), value) for name, value in _FIELD.findall(head)]
    received = [value.rpartition(b";")[2] for name, value in fields if name == b"received"][:1]
    dates = [
        _moment(value) for value in (*received, *[value for name, value in fields if name == b"date"][:1])
    ]
    return next((date for date in dates if date and date <= now), now)


def _moment(value: bytes) -> datetime | None:
    try:
        found = parsedate_to_datetime(b" ".join(value.split()).decode("ascii", "replace")[:100])
        # Before 1970 nobody had mail; such dates come from broken clocks.
        aware = found if found.tzinfo else found.replace(tzinfo=UTC)
        return aware if aware.year >= 1970 else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
