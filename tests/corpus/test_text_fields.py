"""Whatever people type or send comes back as it went in, out of every field that holds their words."""

from typing import Any

import pytest

from ringback.access import staff, teams
from ringback.access.identify import actor_of
from ringback.channels.adapters.email.parser_process import Parser
from ringback.channels.models import Line
from ringback.channels.take_in import Handed, take_in
from ringback.kit import markup
from ringback.kit.clock import now
from ringback.kit.text import clean, file_name, fold, one_line
from ringback.ledger.actor import SYSTEM
from ringback.ledger.models import Parked
from ringback.tickets.intake import process
from ringback.tickets.models import Message
from tests.api.ask import Asking
from tests.corpus.conftest import a_line
from tests.corpus.mails import AMOUNTS, spread
from tests.corpus.strings import mail_of, naughty, texts

pytestmark = [pytest.mark.django_db, pytest.mark.corpus]
SAMPLE = 40


@pytest.fixture(params=AMOUNTS)
def strings(request: Any) -> list[str]:
    every = [*naughty(), *texts(), "lone \ud83d surrogate \udfff", "nul \x00 bell \x07 escape \x1b end"]
    return every if request.param == "all" else [*spread(every[:-2], SAMPLE), *every[-2:]]


@pytest.fixture
def line(db: None) -> Line:
    return a_line()


@pytest.fixture
def ask(line: Line, settings: Any) -> Asking:
    """A program of somebody who may write every field there is."""
    settings.API_REQUESTS_A_MINUTE = 10**9
    everybody = staff.add(SYSTEM, "eve@house.example", "Eve", ["administrator", "manager", "agent"])
    teams.set_members(SYSTEM, line.team_id, {everybody.pk: True})
    assert actor_of(everybody)
    return Asking(everybody)


def test_a_mail_keeps_its_words_in_subject_body_sender_and_file(
    strings: list[str], line: Line, ask: Asking, parser: Parser
) -> None:
    odd = []
    for number, text in enumerate(text for text in strings if _is_unicode(text)):
        inbound = take_in(line, Handed(mail_of(text, number), "file", now()))
        assert process(inbound, parser) in ("opened", "threaded")
        message = ask.get(f"/messages/{Message.objects.get(inbound=inbound).pk}")
        kept = (_bare(message["subject"]), _bare(message["text"]))
        odd += [(text, kept)] if kept != (_bare(one_line(text, 500)), _bare(text)) else []
        odd += [(text, said)] if not _is_name(said := message["author"]["name"], text) else []
        odd += [(text, name)] if not _is_file(name := message["files"][0]["name"], text) else []
    assert odd == []
    assert not Parked.objects.exists()


def test_what_agents_write_keeps_its_words(
    strings: list[str], line: Line, ask: Asking, parser: Parser
) -> None:
    number = _ticket(line, parser)
    for text in strings:
        html = markup.from_text(text if _bare(text) else "-")
        shown = markup.outbound(html)
        note = _made(ask, f"/tickets/{number}/notes", {"html": html})
        answer = _made(ask, f"/tickets/{number}/replies", {"html": html})
        draft = _ok(ask("PUT", f"/tickets/{number}/drafts/reply", {"html": html}))
        for written in (note, answer, draft):
            assert written["html"] == shown
            assert _bare(markup.to_text(written["html"])) == (_bare(text) or "-")


@pytest.mark.parametrize("field", ["contacts", "organizations", "teams"])
def test_names_and_notes_keep_their_words(strings: list[str], ask: Asking, field: str) -> None:
    seen: set[str] = set()
    longest = 100 if field == "teams" else 200
    for text in strings:
        name = one_line(text, longest)
        if not name or fold(name) in seen or len(text) > 500:
            continue
        seen.add(fold(name))
        body = {"name": text} if field == "teams" else {"name": text, "notes": text}
        made = _made(ask, f"/{field}", body)
        again = ask.get(f"/{field}/{made['id']}")
        assert again["name"] == name
        assert field == "teams" or again["notes"] == clean(text)


def test_tags_and_subjects_keep_their_words(
    strings: list[str], line: Line, ask: Asking, parser: Parser
) -> None:
    number = _ticket(line, parser)
    for text in strings:
        if not one_line(text, 50) or len(text) > 254:
            continue
        tags = _ok(ask("PUT", f"/tickets/{number}/tags", {"tags": [text]}))["tags"]
        assert [fold(tag) for tag in tags] == [fold(one_line(text, 50))]
        _ok(ask("PATCH", f"/tickets/{number}", {"subject": text}))
        assert ask.get(f"/tickets/{number}")["subject"] == one_line(text, 500)


def test_the_search_box_takes_whatever_is_typed(strings: list[str], ask: Asking) -> None:
    for text in strings:
        answer = ask.client.get(
            "/api/v1/search",
            {"q": (text[:500] or "-").encode("utf-8", "replace")},
            headers={"Authorization": f"Bearer {ask.secret}"},
        )
        assert answer.status_code == 200, (text, answer.content)


def _ticket(line: Line, parser: Parser) -> int:
    inbound = take_in(line, Handed(mail_of("Where do odd words go?"), "file", now()))
    process(inbound, parser)
    return Message.objects.get(inbound=inbound).ticket_id


def _made(ask: Asking, path: str, body: dict[str, str]) -> Any:
    return _ok(ask("POST", path, body), 201)


def _ok(answer: Any, status: int = 200) -> Any:
    assert answer.status_code == status, (answer.status_code, answer.content)
    return answer.json()


def _bare(text: str) -> str:
    """The words alone: white space and what no screen shows are the medium's."""
    return " ".join(clean(text).translate(_UNSEEN).split())


def _is_unicode(text: str) -> bool:
    """A lone surrogate has no bytes to send by mail."""
    return not any("\ud800" <= c <= "\udfff" for c in text)


def _is_name(shown: str, text: str) -> bool:
    """A name is the sender's words on one line, without the quotes around it; or the address's own where there are
    none."""
    given = _bare(one_line(text, 200)).strip("\"' ")
    return _bare(shown).strip("\"' ") == given or not given


def _is_file(shown: str, text: str) -> bool:
    return shown == file_name(text) or (file_name(text) == "file" and shown.startswith("attachment"))


_UNSEEN = str.maketrans("", "", "\u200b\ufeff\u00ad\u034f")
