"""Words of many languages find the mails that hold them, as an agent searches."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from ringback.access import staff, teams
from ringback.access.identify import actor_of
from ringback.channels.adapters.email.parsed import Address, ParsedMail
from ringback.channels.models import Line
from ringback.channels.take_in import Handed, take_in
from ringback.kit.clock import now
from ringback.ledger.actor import SYSTEM, Actor
from ringback.tickets.models import Message
from ringback.tickets.receiving import Mail, receive
from ringback.tickets.searching import search
from tests.corpus.conftest import a_line
from tests.corpus.mails import spread
from tests.corpus.strings import languages, naughty, sentences

pytestmark = [pytest.mark.django_db, pytest.mark.corpus]
ENOUGH = 0.95
# Of a hundred words of one language a few more may be among the missed ones (parts of Turkish and Arabic words).
ENOUGH_OF_FEW = 0.9


@pytest.fixture(
    params=[pytest.param(30, marks=pytest.mark.sample), pytest.param(10**6, marks=pytest.mark.slow)],
    ids=["spread", "all"],
)
def count(request: Any) -> int:
    return int(request.param)


def test_a_word_finds_its_mail_among_the_first_ten_in_every_language(count: int) -> None:
    agent = _agent()
    shares = {language: _share_found(agent, spread(sentences(language), count)) for language in languages()}
    assert shares
    assert min(shares.values()) >= (ENOUGH if count > 1000 else ENOUGH_OF_FEW), shares


def test_odd_words_find_the_mail_that_holds_them(count: int) -> None:
    agent = _agent()
    strings = spread([text for text in naughty() if text.strip()], count)
    arrived = [_arrive(text) for text in strings]
    for text, number in zip(strings, arrived, strict=True):
        quoted = text.replace('"', " ").replace("\u201c", " ").replace("\u201d", " ")
        found = search(agent, f'"{quoted[:400]}"')
        holds = [result.id for result in found.results if result.kind == "message"]
        assert number in holds or not found.query.terms or len(found.results) >= 10, text


def _share_found(agent: Actor, rows: list[dict[str, Any]]) -> float:
    mails = [_arrive(str(row["text"])) for row in rows]
    asked = spread(list(_content_words(rows)), 60 if len(rows) < 100 else 400)
    assert len(asked) > 40
    return sum(mails[n] in _first_ten(agent, word) for n, word in asked) / len(asked)


def _content_words(rows: list[dict[str, Any]]) -> Iterator[tuple[int, str]]:
    """Words of more than one letter that few sentences share: only those can be among the first ten."""
    often = Counter(word for row in rows for word in set(row["tokens"]))
    for n, row in enumerate(rows):
        for word in dict.fromkeys(row["tokens"]):
            if len(word) > 1 and any(c.isalnum() for c in word) and often[word] <= 3:
                yield n, word


def _first_ten(agent: Actor, word: str) -> list[int]:
    results = search(agent, f'"{word}"', limit=10).results
    return [result.id for result in results if result.kind == "message"]


def _arrive(text: str) -> int:
    inbound = take_in(
        Line.objects.get(), Handed(f"Subject: -\r\n\r\n{text}".encode(errors="replace"), "file", now())
    )
    receive(Mail(inbound, ParsedMail(subject="-", sender=Address("", "a@mail.example"), text=text)))
    return Message.objects.get(inbound=inbound.first or inbound).pk


def _agent() -> Actor:
    line = a_line()
    user = staff.add(SYSTEM, "anna@house.example", "Anna", ["agent"])
    teams.set_members(SYSTEM, line.team_id, {user.pk: False})
    return actor_of(user)
