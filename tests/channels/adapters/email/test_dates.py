import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.channels.adapters.email.dates import read_date


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("Mon, 5 Jan 2026 10:00:00 +0100", "2026-01-05T10:00:00+01:00"),
        ("5 Jan 26 10:00 -0330 (NST)", "2026-01-05T10:00:00-03:30"),
        ("Mon, 05 Jan 2026 10:00:00 GMT", "2026-01-05T10:00:00+00:00"),
        ("Mon, 05 Jan 2026 10:00:00 -0000", "2026-01-05T10:00:00+00:00"),
        ("Mon Jan  5 10:00:00 2026", "2026-01-05T10:00:00+00:00"),
        ("2026-01-05T10:00:00Z", "2026-01-05T10:00:00+00:00"),
        ("Mon, 35 Jan 2026 10:00:00 +0100", None),
        ("Mon, 5 Jan 2026 10:00:00 +9999", "2026-01-05T10:00:00+00:00"),
        ("yesterday", None),
        ("", None),
    ],
)
def test_dates_keep_their_offset(value: str, date: str | None) -> None:
    assert read_date(value) == date


@given(st.text(max_size=60))
def test_it_never_raises(value: str) -> None:
    read_date(value)
    read_date(f"Mon, {value} 2026 10:00:00 +0100")
