from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from ringback.search import frequencies
from ringback.search.find import find
from ringback.search.match import Match, Term
from ringback.search.models import SearchRow
from ringback.search.put import Entry, put, put_many
from ringback.search.row_ids import first_id
from ringback.search.tokens import sought, tokens
from tests.search.naive import matches

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
MANY = 4500

WORDS = st.sampled_from(
    [
        "a",
        "b",
        "ab",
        "abc",
        "b-c",
        "Straße",
        "a@b.example",
        "手机",
        "手",
        "机手机",
        "ไทย",
        "고객",
        "हिन्दी",
        "والبيت",
        "7",
        "😀",
        "'",
    ]
)
TEXTS = st.lists(WORDS | st.text(max_size=3), max_size=8).map(" ".join)


def match(*present: str, absent: tuple[str, ...] = (), prefix: bool = False) -> Match:
    return Match(tuple(_term(p, prefix) for p in present), tuple(_term(a, False) for a in absent))


def _term(words: str, prefix: bool) -> Term:
    looked_for = sought(words, open_end=prefix)
    return Term(looked_for.tokens, looked_for.open_end)


def numbers(*args: str, **kwargs: object) -> list[int]:
    return [hit.object_id for hit in find(match(*args), **kwargs)]  # type: ignore[arg-type]  # keyword for keyword


@st.composite
def searches(draw: st.DrawFn) -> Match:
    found = [s for s in map(sought, draw(st.lists(TEXTS, min_size=1, max_size=4))) if s.tokens]
    found = found or [sought("a")]
    terms = [Term(s.tokens, s.open_end or draw(st.booleans())) for s in found]
    cut = draw(st.integers(1, len(terms)))
    return Match(tuple(terms[:cut]), tuple(terms[cut:]))


@settings(deadline=None)
@given(st.lists(TEXTS, max_size=6), st.lists(searches(), min_size=1, max_size=4), st.booleans())
def test_what_is_found_is_what_matches(texts: list[str], looked_for: list[Match], narrow: bool) -> None:
    SearchRow.objects.all().delete()
    Group.objects.get_or_create(id=1, defaults={"name": "one"})
    for number, text in enumerate(texts):
        put("message", number, NOON + timedelta(seconds=number), text, topic=1)
    for search in looked_for:
        expected = [n for n in reversed(range(len(texts))) if matches(search, tokens(texts[n]))]
        assert [hit.object_id for hit in find(search)] == expected
        assert [hit.object_id for hit in find(search, topics=Group.objects.all(), narrow=narrow)] == expected
        assert [hit.object_id for hit in find(search, kinds=["message", "note"])] == expected


@pytest.fixture
def history() -> None:
    """Put in an order that is not that of its times: imported history."""
    put("note", 3, NOON - timedelta(days=9), "late parcel invoice", topic=1)
    put("message", 1, NOON, "the parcel is late", topic=1)
    put("message", 2, NOON - timedelta(days=400), "parcel arrived", topic=2)
    put("article", 4, NOON - timedelta(days=1), "where is my parcel")


@pytest.mark.usefixtures("history")
def test_the_newest_come_first_also_in_imported_history() -> None:
    hits = find(match("parcel"))
    assert [(hit.kind, hit.object_id, hit.topic_id) for hit in hits] == [
        ("message", 1, 1),
        ("article", 4, None),
        ("note", 3, 1),
        ("message", 2, 2),
    ]
    assert [hit.at for hit in hits][::3] == [NOON, NOON - timedelta(days=400)]


@pytest.mark.usefixtures("history")
def test_words_phrases_beginnings_and_exclusions() -> None:
    assert numbers("parcel", "late") == [1, 3]
    assert numbers("late parcel") == [3]
    assert [hit.object_id for hit in find(match("parc", prefix=True))] == [1, 4, 3, 2]
    assert [hit.object_id for hit in find(match("parcel is la", prefix=True))] == [1]
    assert [hit.object_id for hit in find(match("parcel", absent=("late parcel", "arrived")))] == [1, 4]
    assert [hit.object_id for hit in find(match("parcel", absent=("parcel",)))] == []


@pytest.mark.usefixtures("history")
def test_only_the_kinds_and_times_asked_for() -> None:
    assert numbers("parcel", kinds=["message"]) == [1, 2]
    assert numbers("parcel", kinds={"note", "article"}) == [4, 3]
    assert numbers("parcel", kinds=[]) == numbers("parcel", kinds=["ticket"]) == []
    assert numbers("parcel", since=first_id(NOON - timedelta(days=1))) == [1, 4]
    assert numbers("parcel", before=first_id(NOON - timedelta(days=1))) == [3, 2]
    assert numbers("parcel", limit=0) == []


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize("narrow", [True, False, None])
def test_only_what_the_reader_may_see(narrow: bool | None) -> None:
    for n in (1, 2, 3):
        Group.objects.create(id=n, name=str(n))
    assert numbers("parcel", topics=Group.objects.all(), narrow=narrow) == [1, 3, 2]
    assert numbers("parcel", topics=Group.objects.filter(name="2").values("id"), narrow=narrow) == [2]
    assert numbers("parcel", topics=Group.objects.filter(name="3"), narrow=narrow) == []
    assert numbers("parcel", topics=Group.objects.none(), narrow=narrow) == []
    assert numbers("parcel", topics=Group.objects.order_by("name").distinct(), narrow=narrow) == [1, 3, 2]


@pytest.mark.usefixtures("history")
def test_rights_are_asked_within_the_statement() -> None:
    asked = statements(match("parcel"))
    assert 1 <= len(asked) <= 2
    assert all("auth_group" in statement for statement in asked)


def statements(looked_for: Match) -> list[str]:
    """What a search asks the database; savepoints are there only because a test is a transaction."""
    with CaptureQueriesContext(connection) as asked:
        find(looked_for, topics=Group.objects.all())
    return [query["sql"] for query in asked if "SAVEPOINT" not in query["sql"]]


@pytest.fixture
def crowd() -> None:
    """More than any shortcut looks at: "common" in every row, "old" in the oldest, "rare" now and then."""
    Group.objects.bulk_create([Group(id=n, name=str(n)) for n in range(3)])
    put_many(
        Entry(
            "message" if n % 2 else "note",
            n,
            NOON + timedelta(seconds=n),
            " ".join(
                ["common", "apart" if n % 2 else "side"] + ["old"] * (n < 60) + ["rare"] * (n % 1000 == 7)
            ),
            topic=n % 3,
        )
        for n in range(MANY)
    )


@pytest.fixture(params=[False, True], ids=["unknown", "analysed"])
def statistics(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether PostgreSQL knows how common the words of the crowd are: another road is taken then."""
    monkeypatch.setattr(frequencies, "_known", {})
    if request.param and connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE search_row")


@pytest.mark.usefixtures("crowd", "statistics")
@pytest.mark.parametrize("narrow", [True, False, None])
def test_common_and_rare_words_give_the_same_newest_rows_by_every_road(narrow: bool | None) -> None:
    seen = Group.objects.filter(id__in=[0, 1])
    visible = [n for n in reversed(range(MANY)) if n % 3 < 2]
    assert numbers("common", topics=seen, narrow=narrow) == visible[:50]
    assert numbers("old", topics=seen, narrow=narrow) == [n for n in visible if n < 60][:50]
    assert numbers("rare", topics=seen, narrow=narrow) == [n for n in visible if n % 1000 == 7]
    assert numbers("common", "rare", topics=seen, narrow=narrow) == [n for n in visible if n % 1000 == 7]
    assert numbers("apart", "side", topics=seen, narrow=narrow) == []
    hits = find(match("common"), topics=seen, narrow=narrow, kinds=["note", "contact"])
    assert [hit.object_id for hit in hits] == [n for n in visible if n % 2 == 0][:50]
    hits = find(match("comm", prefix=True), topics=seen, narrow=narrow, kinds=["note"])
    assert [hit.object_id for hit in hits] == [n for n in visible if n % 2 == 0][:50]


@pytest.mark.usefixtures("crowd", "statistics")
@pytest.mark.parametrize("word", ["common", "apart", "old", "rare"])
def test_pages_follow_one_another_without_gap_or_double(word: str) -> None:
    pages: list[int] = []
    before: int | None = None
    while hits := find(match(word), before=before, limit=777):
        pages += [hit.object_id for hit in hits]
        before = hits[-1].row_id
    text = {"common": range(MANY), "apart": range(1, MANY, 2), "old": range(60), "rare": range(7, MANY, 1000)}
    assert pages == sorted(text[word], reverse=True)


@pytest.mark.usefixtures("crowd", "statistics")
def test_a_search_costs_at_most_three_statements() -> None:
    find(match("common"))
    for word in ("common", "old", "rare", "apart", "absent"):
        assert len(statements(match(word))) <= 3, word
