"""What a list shows of a mail is what its sender wrote, not what they quoted."""

from hypothesis import given
from hypothesis import strategies as st

from ringback.tickets.unfolded import unfolded


def test_folded_lines_are_left_out() -> None:
    assert unfolded("yes\n> is it?\n--\nAda", [(1, 2), (2, 4)]) == "yes"


def test_a_text_that_is_all_folded_is_shown_whole() -> None:
    assert unfolded("> a\n> b", [(0, 2)]) == "> a\n> b"


@given(st.text(), st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50))))
def test_no_line_is_made_up(text: str, folds: list[tuple[int, int]]) -> None:
    assert set(unfolded(text, folds).split("\n")) <= set(text.split("\n"))
