import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.kit.text import clean, excerpt, file_name, fold, one_line, whole

ANY = st.text(st.characters(codec=None, exclude_categories=()), max_size=80)


@given(ANY)
def test_cleaned_text_can_be_stored_in_every_database(text: str) -> None:
    kept = clean(text)
    kept.encode()
    assert "\0" not in kept
    assert clean(kept) == kept


def test_cleaning_keeps_tabs_and_turns_every_line_end_into_one() -> None:
    assert clean("a\tb\r\nc\rd\x07\x7f") == "a\tb\nc\nd"


@given(st.integers(0, 2**63 - 1))
def test_a_number_is_read_back_as_it_was_written(number: int) -> None:
    assert whole(str(number)) == number


@pytest.mark.parametrize("text", ["", "-1", "１", "1.0", " 1", "x", str(2**63), "9" * 40])
def test_what_no_database_can_hold_is_no_number(text: str) -> None:
    assert whole(text) is None


@given(ANY)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=40))
def test_case_makes_no_difference_to_the_key(text: str) -> None:
    assert fold(text.lower()) == fold(text) or fold(text.upper()) == fold(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Straße", "STRASSE"), ("Ｆｕｌｌ", "full"), ("é", "e\u0301"), ("ΣΑΣ", "σας"), ("ﬁle", "FILE")],
)
def test_spellings_of_the_same_word_share_a_key(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_a_long_pile_of_marks_is_cut_before_it_costs_its_square() -> None:
    assert len(fold("a" + "\u0301\u0323" * 500_000)) < 100


@given(ANY, st.integers(0, 90))
def test_one_line_is_one_line_within_its_limit(text: str, limit: int) -> None:
    line = one_line(text, limit)
    assert len(line) <= limit
    assert len(line.splitlines()) <= 1
    assert line == " ".join(line.split())


def test_one_line_drops_what_turns_the_reading_direction() -> None:
    assert one_line("invoice\u202efdp.exe", 50) == "invoicefdp.exe"


@given(ANY, st.integers(0, 90))
def test_an_excerpt_keeps_its_limit(text: str, limit: int) -> None:
    assert len(excerpt(text, limit)) <= limit


def test_an_excerpt_says_that_there_is_more_and_keeps_families_together() -> None:
    family = "👨\u200d👩\u200d👧"
    assert excerpt("short", 10) == "short"
    assert excerpt(f"ab {family} cd", 6) == "ab…"
    assert excerpt(f"ab {family} cd", 9) == f"ab {family}…"


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\Report.pdf", "Report.pdf"),
        (".htaccess", "htaccess"),
        ("photo\u200b.png", "photo.png"),
        ("cod\u202egnp.exe", "codgnp.exe"),
        ("a\r\nb.txt", "a b.txt"),
        ("...", "file"),
        ("", "file"),
        ("报告.xls", "报告.xls"),
    ],
)
def test_a_file_name_has_no_path_no_hidden_signs_and_no_leading_dots(given_name: str, shown: str) -> None:
    assert file_name(given_name) == shown


@given(ANY)
def test_every_file_name_is_usable(name: str) -> None:
    shown = file_name(name)
    assert 0 < len(shown) <= 180
    assert not set(shown) & set("/\\\0\r\n")
    assert not any(unicodedata.category(c) in {"Cc", "Cf", "Cs"} for c in shown)


def test_a_long_file_name_keeps_its_extension() -> None:
    assert file_name("x" * 400 + ".pdf").endswith("x.pdf")
