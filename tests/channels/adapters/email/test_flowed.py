import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.channels.adapters.email.flowed import unflow


@pytest.mark.parametrize(
    ("flowed", "text"),
    [
        ("one \ntwo", "one two"),
        ("one\ntwo", "one\ntwo"),
        ("> one \n> two\nthree", "> one two\nthree"),
        (">> one \n> two", ">> one \n> two"),
        (" > no quote", "> no quote"),
        ("-- \nAnn", "-- \nAnn"),
        ("one \n", "one "),
        ("", ""),
    ],
)
def test_paragraphs_are_whole_again(flowed: str, text: str) -> None:
    assert unflow(flowed) == text


def test_spaces_added_for_the_break_go_where_the_sender_says_so() -> None:
    assert unflow("日本 \n語", deletes_space=True) == "日本語"


@given(st.text(st.sampled_from("ab >-\n"), max_size=80))
def test_no_word_is_lost(text: str) -> None:
    letters = [c for c in text if c in "ab"]
    assert [c for c in unflow(text) if c in "ab"] == letters
