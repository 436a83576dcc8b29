"""Real mail, through receipt, parser's process and threading table: nothing is lost, nothing raises."""

import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest

from ringback.access import staff
from ringback.access.identify import actor_of
from ringback.channels.adapters.email.parser_process import Parser
from ringback.channels.models import Delivery, Inbound
from ringback.channels.take_in import Handed, raw_of, take_in
from ringback.kit.clock import now
from ringback.ledger.actor import SYSTEM
from ringback.ledger.models import Parked
from ringback.tickets.intake import process
from ringback.tickets.models import Message, Ticket
from tests.corpus.conftest import a_line, undone
from tests.corpus.mails import AMOUNTS, Taken, mails, spread, take

pytestmark = [pytest.mark.django_db, pytest.mark.corpus, pytest.mark.xdist_group("corpus-intake")]
SAMPLE = 150
# One full address, and nothing beside it that could be another.
_SENDER = re.compile(rb"^from:[^@\r\n]*<?[\w.+-]+@[\w-]+(?:\.[\w-]+)+>?[ \t]*$", re.IGNORECASE | re.MULTILINE)


class _Complaints(logging.Handler):
    """What the desk logs as a fault of its own while mail comes in."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


@pytest.fixture(scope="module", params=AMOUNTS)
def intake(
    request: Any, django_db_setup: None, django_db_blocker: Any, parser: Parser
) -> Iterator[tuple[Taken, list[str]]]:
    """Every mail taken in once, and what was complained about meanwhile."""
    complaints = _Complaints()
    logging.getLogger("ringback").addHandler(complaints)
    paths = mails() if request.param == "all" else spread(mails(), SAMPLE)
    with undone(django_db_blocker):
        yield take(a_line(), paths, parser), complaints.said
    logging.getLogger("ringback").removeHandler(complaints)


@pytest.fixture
def taken(intake: tuple[Taken, list[str]]) -> Taken:
    return intake[0]


def test_no_mail_makes_the_desk_stumble(intake: tuple[Taken, list[str]]) -> None:
    assert intake[1] == []
    assert not Parked.objects.exists()


def test_every_mail_has_one_of_five_ends_or_points_at_the_first_of_its_content(taken: Taken) -> None:
    rows = taken.rows()
    odd = [path.name for path, row in zip(taken.paths, rows, strict=True) if not _has_its_end(row)]
    assert odd == []
    assert len(set(taken.receipts)) == len(taken.paths)


def test_a_mail_that_opened_continued_or_is_held_is_one_message_of_its_ticket(taken: Taken) -> None:
    for path, row in zip(taken.paths, taken.rows(), strict=True):
        became = Message.objects.filter(inbound=row).count()
        expected = row.end in (Inbound.OPENED, Inbound.HELD, Inbound.THREADED) and row.ref_kind == "message"
        assert became == expected, path


def test_raw_mail_is_kept_to_the_byte(taken: Taken) -> None:
    for path, raw, row in zip(taken.paths, taken.raws, taken.rows(), strict=True):
        assert raw_of(row) == raw, path
        assert row.size == len(raw), path


def test_what_is_quarantined_is_listed_with_its_reason(taken: Taken) -> None:
    gail = actor_of(staff.add(SYSTEM, "gail@house.example", "Gail", ["manager"]))
    put_aside = [row.pk for row in taken.rows() if row.end == Inbound.QUARANTINED]
    listed = Inbound.objects.visible_to(gail).filter(end=Inbound.QUARANTINED)
    assert sorted(put_aside) == sorted(listed.values_list("pk", flat=True))
    assert all(len(row.reason) > 10 for row in listed)


def test_no_mail_that_names_its_sender_is_quarantined(taken: Taken) -> None:
    put_aside = [
        path.name
        for path, raw, row in zip(taken.paths, taken.raws, taken.rows(), strict=True)
        if row.end == Inbound.QUARANTINED and _SENDER.search(re.split(rb"\r?\n\r?\n", raw.lstrip(b"\r\n"))[0])
    ]
    assert put_aside == []


def test_what_is_ignored_says_why(taken: Taken) -> None:
    for path, row in zip(taken.paths, taken.rows(), strict=True):
        assert bool(row.reason) or row.end != Inbound.IGNORED, path


def test_a_second_delivery_of_everything_changes_nothing(taken: Taken, parser: Parser) -> None:
    before, ends = _counts(), [(row.pk, row.end, row.ref_id) for row in taken.rows()]
    for raw, row in zip(taken.raws, taken.rows(), strict=True):
        again = take_in(row.line, Handed(raw, "smtp", now()))
        assert process(again, parser) == ""
        assert again.first_id == (row.first_id or row.pk)
        assert raw_of(again) == raw
    assert _counts() == before
    assert [(row.pk, row.end, row.ref_id) for row in taken.rows()] == ends
    assert not Inbound.objects.waiting().exists()


def _has_its_end(row: Inbound) -> bool:
    if row.first:
        return row.end == "" and row.first.end in Inbound.ENDS and row.first.first_id is None
    return row.end in Inbound.ENDS


def _counts() -> tuple[int, ...]:
    return (
        Ticket.objects.count(),
        Message.objects.count(),
        Delivery.objects.count(),
        Inbound.objects.exclude(end="").count(),
        Parked.objects.count(),
    )
