import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.search.match import Match, Term
from ringback.search.operators import USUAL, Filter
from ringback.search.query import MOST_TERMS, parse

PIECES = st.sampled_from(
    [
        '"',
        "-",
        "*",
        "from:",
        "before:2026-01-01",
        "before:x",
        "nope:1",
        "invoi*",
        "手",
        "a@b.example",
        ":",
        " ",
        "“x”",
        "\n",
    ]
)


def words(line: str, *, typing: bool = False) -> list[Term]:
    return parse(line, USUAL, typing=typing).terms


def test_words_must_all_be_there_and_phrases_stand_together() -> None:
    query = parse('Invoice "late payment" -refund', USUAL)
    assert query.match == Match(
        (Term(("invoice",)), Term(("late", "payment"))), (Term(("refund",), negated=True),)
    )
    assert query.problems == []


@pytest.mark.parametrize("line", ["„late payment“", "“late payment”", "«late payment»", '"late payment'])
def test_quotes_of_every_language_and_unclosed_ones_make_a_phrase(line: str) -> None:
    assert words(line) == [Term(("late", "payment"))]


def test_a_star_or_typing_asks_for_a_beginning() -> None:
    assert words("foo invoi*") == [Term(("foo",)), Term(("invoi",), prefix=True)]
    assert words('"late pay"*') == [Term(("late", "pay"), prefix=True)]
    assert words("foo invoi", typing=True) == [Term(("foo",)), Term(("invoi",), prefix=True)]
    assert words("foo invoi ", typing=True) == [Term(("foo",)), Term(("invoi",))]
    assert words('"invoi"', typing=True) == [Term(("invoi",))]


def test_a_beginning_of_one_letter_is_refused_but_one_chinese_character_is_not() -> None:
    assert parse("i*", USUAL).problems
    assert words("手") == [Term(("手",), prefix=True)]
    assert parse("i", USUAL, typing=True).problems == []


def test_filters_take_quoted_values_and_may_be_negated() -> None:
    query = parse('status:"on hold" -tag:vip FROM:anna', USUAL)
    assert query.filters == [Filter("status", "on hold"), Filter("tag", "vip", True), Filter("from", "anna")]
    assert query.terms == []
    assert query.problems == []


@pytest.mark.parametrize("line", ["form:anna", "before:2026-13-01", "from: anna", "has:legs", "number:x"])
def test_a_filter_that_cannot_be_is_a_problem_and_the_rest_stands(line: str) -> None:
    query = parse(f"invoice {line}", USUAL)
    assert len(query.problems) == 1
    assert query.terms[0] == Term(("invoice",))
    assert query.filters == []


@pytest.mark.parametrize(
    "line", ["Re: invoice", "https://example.com/a", "12:30", "mailto:a@b.example", "C:\\x"]
)
def test_colons_of_ordinary_text_are_no_filters(line: str) -> None:
    query = parse(line, USUAL)
    assert query.problems == []
    assert query.terms


@pytest.mark.parametrize("line", ["-invoice", '-"late payment" -x', "-invoice from:anna"])
def test_a_query_that_only_excludes_is_refused(line: str) -> None:
    query = parse(line, USUAL)
    assert query.match is None
    assert query.problems


def test_signs_alone_are_a_problem_and_nothing_is_none() -> None:
    assert parse("?!…", USUAL).problems
    assert parse("  ", USUAL).problems == []


def test_too_much_is_cut_and_said() -> None:
    query = parse(" ".join(f"w{n}" for n in range(50)), USUAL)
    assert len(query.terms) == MOST_TERMS
    assert query.problems
    assert parse("x" * 5000, USUAL).problems


@given(st.text() | st.lists(PIECES | st.text(max_size=5), max_size=20).map("".join), st.booleans())
def test_no_line_raises_and_every_term_has_tokens(line: str, typing: bool) -> None:
    query = parse(line, USUAL, typing=typing)
    assert all(term.tokens for term in query.terms)
    assert all(problem.strip() for problem in query.problems)
