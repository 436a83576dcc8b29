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


def element(at: datetime, now: datetime, zone: ZoneInfo, *, relative: bool = False) -> Markup:
    """A <time> with the moment for programs, the short form for eyes and the full one with its zone as a title."""
    mark = " data-relative" if relative else ""
    machine, title, shown = (
        f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        escape(full(at, zone)),
        escape(short(at, now, zone)),
    )
    return Markup(f'<time datetime="{machine}" title="{title}"{mark}>{shown}</time>')  # noqa: S704  # built of escaped parts


@lru_cache(maxsize=512)
def _month(language: str, month: int) -> str:
    return str(MONTHS_3[month]).capitalize()


@lru_cache(maxsize=64)
def _day_pattern(language: str, same_year: bool) -> str:
    return gettext("{day} {month}") if same_year else gettext("{day} {month} {year}")
