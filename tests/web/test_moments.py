"""Times as people read them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from ringback.web import moments

_FROM, _TO = datetime(1990, 1, 1), datetime(2100, 1, 1)  # noqa: DTZ001  (hypothesis wants them bare)
BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def test_today_is_a_clock_this_year_a_day_and_before_that_a_date() -> None:
    assert moments.short(NOON, NOON, BERLIN) == "13:00"
    assert moments.short(NOON - timedelta(days=1), NOON, BERLIN) == "22 Nov"
    assert moments.short(NOON - timedelta(days=400), NOON, BERLIN) == "19 Oct 2025"


def test_today_is_the_readers_day_not_londons() -> None:
    late = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    assert moments.short(late, NOON, BERLIN) == "24 Nov"
    assert moments.short(late, NOON, ZoneInfo("UTC")) == "23:30"


def test_the_full_form_names_its_zone() -> None:
    assert moments.full(NOON, BERLIN) == "2026-11-23 13:00 CET (Europe/Berlin)"
    assert moments.full(NOON, ZoneInfo("UTC")) == "2026-11-23 12:00 UTC"


def test_a_zone_that_does_not_exist_is_utc() -> None:
    for name in ("Mars/Olympus", "", "../etc/passwd", "\x00"):
        assert moments.zone_of(name).key == "UTC"


@given(st.datetimes(timezones=st.just(UTC), min_value=_FROM, max_value=_TO))
def test_programs_read_the_very_moment(at: datetime) -> None:
    text = str(moments.element(at, NOON, BERLIN))
    read = datetime.fromisoformat(text.split('datetime="')[1].split('"')[0])
    assert read == at.replace(microsecond=0)
