"""Bounces, complaints and automatic answers of real servers: no ticket, no answer, whatever they look like."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ringback.channels.adapters.email.parser_process import Parser
from ringback.channels.models import Delivery, Inbound
from ringback.channels.models.delivery import Recipient
from tests.corpus import corpus
from tests.corpus.conftest import a_line, undone
from tests.corpus.mails import AMOUNTS, Taken, bounces, spread, take

pytestmark = [pytest.mark.django_db, pytest.mark.corpus, pytest.mark.xdist_group("corpus-bounces")]
SAMPLE = 50
# A bounce that a person passes on is a person's mail, and asks for something.
_FORWARDED = re.compile(rb"^subject: *(?:fwd?|wg): ", re.IGNORECASE | re.MULTILINE)


@pytest.fixture(scope="module", params=AMOUNTS)
def taken(request: Any, django_db_setup: None, django_db_blocker: Any, parser: Parser) -> Iterator[Taken]:
    paths = bounces() if request.param == "all" else spread(bounces(), SAMPLE)
    with undone(django_db_blocker):
        yield take(a_line(), paths, parser)


def test_what_the_set_says_is_automatic_never_opens_a_ticket(taken: Taken) -> None:
    known = _automatic()
    opened = [
        path.name
        for path, row in zip(taken.paths, taken.rows(), strict=True)
        if path.name in known and not _was_put_by(row) and not _FORWARDED.search(path.read_bytes())
    ]
    assert opened == []


def test_nothing_is_sent_to_the_sender_of_any_of_them(taken: Taken) -> None:
    written_by_people = {row.sender.lower() for row in taken.rows() if row.end == Inbound.OPENED}
    heard_of_it = set(Recipient.objects.values_list("address", flat=True))
    assert {address.lower() for address in heard_of_it} <= written_by_people
    assert not Delivery.objects.filter(is_automatic=False).exists()


def _was_put_by(row: Inbound) -> bool:
    first = row.first or row
    return first.end in (Inbound.IGNORED, Inbound.QUARANTINED)


def _automatic() -> set[str]:
    """Names of the mails that the set itself expects to be read as bounce, complaint or automatic answer."""
    lines = corpus("sisimai-bounces/expected.jsonl").read_text(encoding="utf-8").strip("\n").split("\n")
    rows = [json.loads(line) for line in lines]
    return {Path(row["file"]).name for row in rows if row["recipients"]}
