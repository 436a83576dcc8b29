"""Invented words."""

from ringback.bench.seed.words import Words, as_html


def test_the_same_seed_says_the_same() -> None:
    assert Words(3).text(9) == Words(3).text(9) != Words(4).text(9)


def test_mentioned_words_are_in_the_text_and_rare_ones_nowhere_else() -> None:
    words = Words()
    assert "quillfeather" in words.text(4, "quillfeather")
    assert "quillfeather" not in " ".join(words.sentences)


def test_html_keeps_paragraphs_and_escapes() -> None:
    assert as_html("a < b\n\nc") == "<p>a &lt; b</p><p>c</p>"
