"""The Date of a mail (RFC 5322), also as real senders write it. Pure."""

from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

_LONGEST = 100
_DAY = 24 * 3600


def read_date(value: str) -> str | None:
    """ISO 8601 with its offset, None where there is no date in `value`."""
    try:
        found = parsedate_tz(value[:_LONGEST])
        if found is None:
            return _iso(value)
        offset = found[9] or 0
        zone = timezone(timedelta(seconds=offset)) if abs(offset) < _DAY else UTC
        return datetime(*found[:6], tzinfo=zone).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _iso(value: str) -> str | None:
    found = datetime.fromisoformat(value.strip())
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).isoformat(timespec="seconds")
