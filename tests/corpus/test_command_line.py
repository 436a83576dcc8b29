"""Mailboxes and mails in files, through the command that operators use."""

import json
from pathlib import Path

import pytest

from ringback.channels.models import Inbound
from tests.corpus import corpus
from tests.corpus.mails import bounces, mails, spread
from tests.fresh import Fresh
from tests.servers import command

pytestmark = pytest.mark.corpus
SUMS = ("opened", "threaded", "held", "ignored", "quarantined", "duplicates")


def test_what_intake_counts_adds_up_and_nothing_fails(fresh_db: Fresh) -> None:
    assert command(fresh_db, "line", "add", "Support", "--address", "support@desk.example").returncode == 0
    paths = [str(path) for path in [*spread(mails(), 20), *spread(bounces(), 10), corpus(_MBOX)]]
    counted = _intake(fresh_db, *paths)
    assert counted["failed"] == 0
    assert counted["read"] == sum(counted[name] for name in SUMS) >= 30 + _begun(corpus(_MBOX))
    assert counted["read"] == Inbound.objects.count()
    before = Inbound.objects.filter(first=None).count()
    again = _intake(fresh_db, *paths)
    assert again["duplicates"] == again["read"] == counted["read"]
    assert Inbound.objects.filter(first=None).count() == before
    status = json.loads(command(fresh_db, "status", "--json").stdout.splitlines()[-1])
    assert status["parked"] == 0


_MBOX = "sisimai-bounces/mailbox/mbox-1"


def _intake(desk: Fresh, *words: str) -> dict[str, int]:
    done = command(desk, "intake", "--line", "Support", "--json", *words)
    assert done.returncode == 0, done.stderr
    counted: dict[str, int] = json.loads(done.stdout.splitlines()[-1])
    return counted


def _begun(mbox: Path) -> int:
    """Mails in an mbox, told by the lines that begin them: an empty line before, a sender and a year behind."""
    lines = b"\n" + mbox.read_bytes()
    return sum(part[:200].split(b"\n")[0].strip()[-4:].isdigit() for part in lines.split(b"\n\nFrom ")) + 1
