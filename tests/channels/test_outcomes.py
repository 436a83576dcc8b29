from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from ringback.channels.outcomes import line_pause, pause


def test_pauses_double_from_a_minute_to_an_hour() -> None:
    minutes = [pause(attempts) / timedelta(minutes=1) for attempts in (1, 2, 3, 7, 100)]
    assert minutes == [1, 2, 4, 60, 60]


@given(st.integers(0, 10**6))
def test_no_pause_is_shorter_than_the_one_before(attempts: int) -> None:
    assert timedelta(minutes=1) <= pause(attempts) <= pause(attempts + 1) <= timedelta(hours=1)


@given(st.timedeltas(timedelta(0), timedelta(days=400)))
def test_a_line_in_trouble_is_looked_at_again_within_five_minutes(failing_for: timedelta) -> None:
    assert timedelta(minutes=1) <= line_pause(failing_for) <= timedelta(minutes=5)
