from hypothesis import given
from hypothesis import strategies as st

from ringback.web.sizes import size_in_words


def test_sizes_are_said_in_the_unit_that_fits() -> None:
    assert [size_in_words(n) for n in (0, 820, 14_300, 3_210_000)] == [
        "0 bytes",
        "820 bytes",
        "14 kB",
        "3.2 MB",
    ]


@given(st.integers(min_value=0, max_value=10**12))
def test_a_size_is_never_longer_than_a_word_or_two(octets: int) -> None:
    assert len(size_in_words(octets)) < 20
