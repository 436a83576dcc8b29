from hypothesis import given
from hypothesis import strategies as st

from ringback.api.limits import WINDOW, allowance

_MINUTE = st.integers(0, WINDOW - 1)


@given(st.integers(1, 10_000), st.integers(0, 20_000), _MINUTE)
def test_a_token_is_let_in_exactly_as_often_as_the_limit_says(limit: int, used: int, second: int) -> None:
    left = allowance(limit, used, second)
    assert left.is_spent == (used > limit)
    assert left.headers()["RateLimit-Remaining"] == str(max(limit - used, 0))


@given(_MINUTE)
def test_what_is_spent_comes_back_within_the_minute(second: int) -> None:
    assert 1 <= allowance(1, 1, second).reset <= WINDOW
