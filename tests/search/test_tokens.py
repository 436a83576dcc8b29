import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.search.match import Match, Term
from ringback.search.tokens import MOST_BYTES, MOST_TOKENS, cut, sought, tokens
from tests.search.naive import matches

WORDS = st.sampled_from(
    [
        "invoice",
        "Straße",
        "AB-1234/56",
        "jan@example.com",
        "手机壳",
        "東京タワー",
        "고객센터",
        "สวัสดี",
        "हिन्दी",
        "بالنسبة",
        "7",
    ]
)
TEXTS = st.lists(WORDS | st.text(max_size=8), max_size=12).map(" ".join)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Müller's invoice", ["muller", "s", "invoice"]),
        ("order_id AB-1234/56", ["order", "id", "ab", "1234", "56"]),
        ("<Jan.Doe@Example.com>", ["jan", "doe", "example", "com", "jan.doe@example.com"]),
        ("https://example.com/a?b=1", ["https", "example", "com", "a", "b", "1"]),
        ("手机壳", ["手机", "机壳", "壳"]),
        ("iPhone手机2024年", ["iphone", "手机", "机", "2024", "年"]),
        ("ไทย", ["ไท", "ทย", "ย"]),
        ("고객", ["고객", "객"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("👍ok", ["👍", "ok"]),
        ("\x00 … --- \ud800", []),
        ("联系info@example.com吧", ["联系", "系", "info", "example", "com", "info@example.com", "吧"]),
    ],
)
def test_text_is_cut_into_what_people_look_for(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("Order AB-1234/56 is late", "AB-1234/56"),
        ("Order AB-1234/56 is late", "1234"),
        ("Order AB-1234/56 is late", "ab 1234"),
        ("From: Jan <jan.doe@example.com>", "jan.doe@example.com"),
        ("From: Jan <jan.doe@example.com>", "<Jan.Doe@Example.com>"),
        ("From: Jan <jan.doe@example.com>", "example.com"),
        ("From: Jan <jan.doe@example.com>", "doe@example"),
        ("see https://example.com/a/b?c=1.", "https://example.com/a/b?c=1"),
        ("see https://example.com/a/b?c=1.", "example.com/a"),
        ("the 手机壳 broke", "手机"),
        ("the 手机壳 broke", "机壳"),
        ("the 手机壳 broke", "壳"),
        ("the 手机壳 broke", "手"),
        ("the 手机壳 broke", "手机壳 broke"),
        ("고객센터에서", "센터"),
        ("ฉันชอบกินข้าวผัด", "ข้าวผัด"),
        ("والبيت الكبير", "البيت"),
        ("والبيت الكبير", "البيت الكبير"),
        ("في البيت والكبير", "البيت والكبير"),
        ("paid 1,234.50 €", "1,234.50"),
        ("so happy 😀!", "😀"),
    ],
)
def test_what_is_typed_finds_the_text(text: str, typed: str) -> None:
    assert matches(Match((Term(*sought(typed)),)), tokens(text))


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("mail jan.doe@example.com", "doe@example.com"),
        ("机手", "手机"),
        ("late order", "order late"),
        ("12345", "1234"),
    ],
)
def test_what_is_typed_does_not_find_other_text(text: str, typed: str) -> None:
    assert not matches(Match((Term(*sought(typed)),)), tokens(text))


@pytest.mark.parametrize("typed", ["invoi", "jan@example.c", "jan@exam", "AB-12", "手机", "والبي"])
def test_an_open_end_finds_what_goes_on(typed: str) -> None:
    text = "invoice AB-1234 for jan@example.com 手机壳 والبيت"
    looked_for = sought(typed, open_end=True)
    assert matches(Match((Term(looked_for.tokens, True),)), tokens(text))


@given(TEXTS, TEXTS, TEXTS)
def test_a_text_is_found_by_any_run_of_its_words(before: str, within: str, after: str) -> None:
    looked_for = sought(within)
    if looked_for.tokens:
        assert matches(Match((Term(*looked_for),)), tokens(f"{before}\n{within}\n{after}"))


@given(st.text())
def test_tokens_are_short_and_hold_nothing_that_a_database_would_read(text: str) -> None:
    for token in tokens(text):
        assert 0 < len(token) <= 254
        assert all(c.isalnum() or not c.isascii() or c in "@._+-" for c in token)
        assert not any(c.isspace() for c in token)


def test_the_first_twenty_thousand_tokens_count_and_the_rest_is_reported() -> None:
    words = [f"w{n}" for n in range(MOST_TOKENS + 5)]
    assert cut(" ".join(words[:MOST_TOKENS])) == (words[:MOST_TOKENS], False)
    assert cut(" ".join(words)) == (words[:MOST_TOKENS], True)


@pytest.mark.parametrize(
    "text",
    [
        "漢" * 100_000,
        "😀" * 100_000,
        "x" * 1_000_000,
        "a@" * 400_000,
        "\u05b0\u0591" * 400_000,
        "\ufdfa" * 30_000,
    ],
)
def test_hostile_lengths_are_cut_and_reported(text: str) -> None:
    found, truncated = cut(text)
    assert len(found) <= MOST_TOKENS
    assert truncated


def test_many_long_tokens_stay_within_what_a_tsvector_holds() -> None:
    found, truncated = cut(" ".join(f"{n:05}{'ж' * 70}" for n in range(15_000)))
    assert sum(len(token.encode()) for token in found) <= MOST_BYTES
    assert truncated
