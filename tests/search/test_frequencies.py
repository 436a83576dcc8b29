from ringback.search.frequencies import Frequencies
from ringback.search.match import Likely, Match, Term

KNOWN = Frequencies(100_000, {"the": 0.9, "invoice": 0.5, "refund": 0.02}, least=0.01)


def likely(*present: Term, absent: tuple[Term, ...] = (), known: Frequencies = KNOWN) -> Likely:
    return known.likely(Match(present, absent), few=3000)


def test_one_common_word_is_in_many_rows() -> None:
    assert likely(Term(("invoice",))) is Likely.MANY


def test_with_a_word_that_is_in_few_rows_few_rows_match() -> None:
    assert likely(Term(("refund",))) is Likely.FEW
    assert likely(Term(("refund",)), Term(("the",))) is Likely.FEW
    assert likely(Term(("the", "refund"))) is Likely.FEW
    assert likely(Term(("never-met",))) is Likely.FEW


def test_nobody_knows_how_often_common_words_come_together_or_how_many_words_begin_alike() -> None:
    assert likely(Term(("invoice",)), Term(("the",))) is Likely.UNKNOWN
    assert likely(Term(("the", "invoice"))) is Likely.UNKNOWN
    assert likely(Term(("invo",), prefix=True)) is Likely.UNKNOWN
    assert likely(Term(("invoice",)), absent=(Term(("the",)),)) is Likely.UNKNOWN


def test_a_word_that_the_statistics_leave_out_is_unknown_where_they_leave_out_common_ones() -> None:
    assert (
        likely(Term(("never-met",)), known=Frequencies(10_000_000, KNOWN.shares, least=0.01))
        is Likely.UNKNOWN
    )


def test_without_statistics_nothing_is_known() -> None:
    assert likely(Term(("invoice",)), known=Frequencies(100_000, {}, None)) is Likely.UNKNOWN
