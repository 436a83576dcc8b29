import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.search.folding import fold


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Müller", "muller"),
        ("STRASSE", "straße"),
        ("İstanbul", "istanbul"),
        ("ISPARTA", "ısparta"),
        ("Łódź", "lodz"),
        ("Ærø", "aero"),
        ("e\u0301te\u0301", "été"),
        ("ΆΝΘΡΩΠΟΣ", "ανθρωπος"),
        ("ёж", "еж"),
        ("ＡＢＣ１２３", "abc123"),
        ("ﬁnal", "final"),
        ("١٢٣", "123"),
        ("مـــدرسة", "مدرسة"),
        ("مُحَمَّد", "محمد"),
        ("أحمد", "احمد"),
        ("کتاب", "كتاب"),
        ("שָׁלוֹם", "שלום"),
        ("soft\u00adhyphen", "softhyphen"),
        ("می\u200cخواهم", "میخواهم"),
        ("ｶﾞｷﾞ", "ガギ"),
    ],
)
def test_people_find_what_is_spelt_the_other_way(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("мой", "мои"), ("हिन्दी", "हनद"), ("น้ำ", "นา"), ("か", "が"), ("a", "b")]
)
def test_what_is_another_word_stays_another(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_signs_become_spaces_and_pictures_stand_apart() -> None:
    assert fold("ja—nein👍🏽gut").split() == ["ja", "nein", "👍", "gut"]


def test_ascii_keeps_its_punctuation() -> None:
    assert fold("AB-12/3 <Jan@X.de>") == "ab-12/3 <jan@x.de>"


@given(st.text())
def test_nothing_but_letters_marks_numbers_pictures_and_ascii_remains(text: str) -> None:
    beyond = [c for c in fold(text) if not c.isascii()]
    kept = [c for c in beyond if unicodedata.category(c)[0] in "LMN" or unicodedata.category(c) == "Co"]
    pictures = [c for c in beyond if "\u2600" <= c <= "\u27bf" or "\U0001f000" <= c <= "\U0001faff"]
    assert len(kept) + len([c for c in pictures if c not in kept]) == len(beyond)


@given(st.text())
def test_folding_twice_changes_nothing_that_is_compared(text: str) -> None:
    assert fold(fold(text)).split() == fold(text).split()


def test_a_tower_of_marks_falls_together() -> None:
    assert fold("a" + "\u0300\u0316" * 200_000) == "a"
