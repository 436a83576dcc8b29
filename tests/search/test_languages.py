"""Real text in many scripts, through the database."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ringback.search.find import find
from ringback.search.match import Match, Term
from ringback.search.models import SearchRow
from ringback.search.operators import USUAL
from ringback.search.put import put
from ringback.search.query import parse
from ringback.search.tokens import sought, tokens
from tests.corpus import corpus
from tests.search.naive import matches

pytestmark = [pytest.mark.django_db, pytest.mark.corpus]
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
FIRST = 10


def put_all(texts: list[str]) -> None:
    for n, text in enumerate(texts):
        put("message", n, NOON + timedelta(seconds=n), text)


def term(words: str) -> Term:
    return Term(*sought(words))


def found(looked_for: Term) -> list[int]:
    return [hit.object_id for hit in find(Match((looked_for,)), limit=FIRST)]


def rows(path: Path) -> list[dict[str, list[str]]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def content_words(sentences: list[dict[str, list[str]]]) -> Iterator[tuple[int, str]]:
    """Words of more than one letter that few sentences share: only those can be among the first ten."""
    often = Counter(word for row in sentences for word in set(row["tokens"]))
    for n, row in enumerate(sentences):
        for word in dict.fromkeys(row["tokens"]):
            if len(word) > 1 and any(c.isalnum() for c in word) and often[word] <= 3:
                yield n, word


def test_a_content_word_finds_its_sentence_in_the_first_ten_in_every_language() -> None:
    shares = {path.stem: share_found(rows(path)) for path in corpus("pud-multilingual").glob("*.jsonl")}
    assert shares
    assert min(shares.values()) >= 0.95, shares


def share_found(sentences: list[dict[str, list[str]]]) -> float:
    SearchRow.objects.all().delete()
    put_all([str(row["text"]) for row in sentences])
    words = list(content_words(sentences))[::4]
    assert len(words) > 50
    return sum(n in found(term(word)) for n, word in words) / len(words)


def test_naughty_strings_are_kept_found_and_searched_for_without_harm() -> None:
    strings: list[str] = json.loads((corpus("naughty-strings") / "blns.json").read_text(encoding="utf-8"))
    put_all(strings)
    all_tokens = [tokens(text) for text in strings]
    for text in strings:
        parse(text, USUAL)
        looked_for = term(text)
        if looked_for.tokens:
            match = Match((looked_for,))
            expected = [n for n in reversed(range(len(strings))) if matches(match, all_tokens[n])]
            assert expected
            assert found(looked_for) == expected[:FIRST]


def test_naughty_queries_never_fail() -> None:
    strings: list[str] = json.loads((corpus("naughty-strings") / "blns.json").read_text(encoding="utf-8"))
    put_all(strings[:50])
    for text in strings:
        match = parse(text, USUAL, typing=True).match
        if match:
            find(match)


def test_every_line_of_the_asian_texts_finds_its_text() -> None:
    paths = sorted(corpus("cjk-encodings").glob("*-utf8.txt"))
    texts = [path.read_text(encoding="utf-8") for path in paths]
    put_all(texts)
    assert texts
    for text in texts:
        for line in text.splitlines():
            looked_for = term(line)
            if looked_for.tokens:
                hits = find(Match((looked_for,)))
                expected = {
                    n for n, other in enumerate(texts) if matches(Match((looked_for,)), tokens(other))
                }
                assert {hit.object_id for hit in hits} == expected
                assert expected
