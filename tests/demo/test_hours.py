"""When the invented company works."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ringback.demo.hours import within_hours

_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
_MOMENTS = st.integers(0, 365 * 24 * 60).map(lambda minutes: _YEAR + timedelta(minutes=minutes))


@given(_MOMENTS)
def test_somebody_always_works_then_and_never_before_the_moment(moment: datetime) -> None:
    found = within_hours(moment)
    assert found >= moment
    assert found.weekday() < 5 and 8 <= found.hour < 18


@given(_MOMENTS)
def test_doing_it_twice_changes_nothing(moment: datetime) -> None:
    assert within_hours(within_hours(moment)) == within_hours(moment)


def test_late_on_friday_means_monday_morning() -> None:
    friday = datetime(2026, 3, 6, 19, 30, tzinfo=UTC)
    assert within_hours(friday).date() == datetime(2026, 3, 9, tzinfo=UTC).date()
