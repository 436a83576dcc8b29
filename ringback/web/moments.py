"""Times as people read them: in their own zone, which is always named. Pure, given the zone."""

from datetime import UTC, date, datetime, tzinfo
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
    return _short(at.astimezone(zone), now.astimezone(zone).date(), get_language() or "en")


def _short(local: datetime, today: date, language: str) -> str:
    if local.date() == today:
        return f"{local.hour:02d}:{local.minute:02d}"
    month, day, year = _month(language, local.month), local.day, local.year
    return _day_pattern(language, year == today.year).format(day=day, month=month, year=year)


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
    return _element(at, now.astimezone(zone).date(), zone, get_language() or "en", relative, clock)


# Lists show the same moments over and over, and each is written thrice.
@lru_cache(maxsize=4096)
def _element(at: datetime, today: date, zone: ZoneInfo, language: str, relative: bool, clock: bool) -> Markup:
    mark = " data-relative" if relative else ""
    local = at.astimezone(zone)
    shown = _short(local, today, language)
    if clock and local.date() != today:
        shown += f" {local:%H:%M}"
    machine, title = f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", escape(full(at, zone))
    return Markup(f'<time datetime="{machine}" title="{title}"{mark}>{escape(shown)}</time>')  # noqa: S704  # of escaped parts


@lru_cache(maxsize=512)
def _month(language: str, month: int) -> str:
    return str(MONTHS_3[month]).capitalize()


@lru_cache(maxsize=64)
def _day_pattern(language: str, same_year: bool) -> str:
    return gettext("{day} {month}") if same_year else gettext("{day} {month} {year}")
