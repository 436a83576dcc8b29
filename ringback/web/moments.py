"""Times as people read them: in their own zone, which is always named. Pure, given the zone."""

from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.dates import MONTHS_3
from django.utils.translation import get_language, gettext
from markupsafe import Markup, escape


def zone_of(name: str) -> ZoneInfo:
    """The zone of this name; UTC for one that does not exist (any more)."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def as_zone(zone: tzinfo) -> ZoneInfo:
    """Django's current zone, which is a named one unless a test has set something else."""
    return zone if isinstance(zone, ZoneInfo) else ZoneInfo("UTC")


def short(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """The clock for today, the day within this year, the date otherwise."""
    local, today = at.astimezone(zone), now.astimezone(zone)
    if local.date() == today.date():
        return f"{local.hour:02d}:{local.minute:02d}"
    month = _month(get_language() or "en", local.month)
    day, year = local.day, local.year
    return _day_pattern(get_language() or "en", year == today.year).format(day=day, month=month, year=year)


def full(at: datetime, zone: ZoneInfo) -> str:
    """The same in every language, with the zone: 2026-11-23 14:05 CET (Europe/Berlin)."""
    local = at.astimezone(zone)
    name = local.tzname() or "UTC"
    place = "" if zone.key == name else f" ({zone.key})"
    return f"{local:%Y-%m-%d %H:%M} {name}{place}"


def for_input(at: datetime | None, zone: tzinfo) -> str:
    """As a field of the kind datetime-local wants it; empty for no time."""
    return f"{at.astimezone(zone):%Y-%m-%dT%H:%M}" if at else ""


def element(
    at: datetime, now: datetime, zone: ZoneInfo, *, relative: bool = False, clock: bool = False
) -> Markup:
    """A <time> with the moment for programs, the short form for eyes (`clock`: with the time of any day) and the full
    one with its zone as a title."""
    mark = " data-relative" if relative else ""
    machine, title, shown = (
        f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        escape(full(at, zone)),
        escape(_with_clock(at, now, zone) if clock else short(at, now, zone)),
    )
    return Markup(f'<time datetime="{machine}" title="{title}"{mark}>{shown}</time>')  # noqa: S704  # built of escaped parts


def _with_clock(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    day, time = short(at, now, zone), f"{at.astimezone(zone):%H:%M}"
    return day if day == time else f"{day} {time}"


@lru_cache(maxsize=512)
def _month(language: str, month: int) -> str:
    return str(MONTHS_3[month]).capitalize()


@lru_cache(maxsize=64)
def _day_pattern(language: str, same_year: bool) -> str:
    return gettext("{day} {month}") if same_year else gettext("{day} {month} {year}")
