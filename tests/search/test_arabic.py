import pytest

from ringback.search.arabic import parts


@pytest.mark.parametrize(
    ("word", "bare"), [("والبيت", "البيت"), ("بالنسبة", "النسبة"), ("كتابها", "كتاب"), ("وسائل", "سائل")]
)
def test_the_bare_word_is_among_the_parts_after_the_word_itself(word: str, bare: str) -> None:
    assert parts(word)[0] == word
    assert bare in parts(word)


@pytest.mark.parametrize("word", ["hello", "في", "بيت", "123", "дом"])
def test_short_and_foreign_words_have_no_parts(word: str) -> None:
    assert parts(word) == [word]
