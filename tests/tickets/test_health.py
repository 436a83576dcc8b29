"""Whether the desk works: what people are told and what probes hear may not differ."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from ringback.channels import outbox
from ringback.channels.models import Inbound, Line
from ringback.channels.take_in import Handed, take_in
from ringback.cli.main import main
from ringback.kit.clock import now
from ringback.ledger.actor import SYSTEM
from ringback.tickets.health import IDLE, health, is_well
from tests.channels.cast import a_mail

pytestmark = pytest.mark.django_db
OLD = IDLE + timedelta(minutes=1)


def _receipt(line: Line) -> None:
    taken = take_in(line, Handed(b"From: a@x.example\r\n\r\nhello", "file", now()))
    Inbound.objects.filter(pk=taken.pk).update(taken_at=now() - OLD)


def _delivery(line: Line) -> None:
    outbox.queue(SYSTEM, line, a_mail(line, "a@x.example"), purpose="reply", due_at=now() - OLD)


@pytest.mark.parametrize("lies_about", [_receipt, _delivery])
def test_work_that_nobody_does_is_no_health(
    support: Line, lies_about: Callable[[Line], None], capsys: Any
) -> None:
    assert (health(SYSTEM).is_ok, is_well()) == (True, True)
    lies_about(support)
    assert (health(SYSTEM).is_ok, is_well(), health(SYSTEM).late) == (False, False, 1)
    assert main(["status", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["ok"] is False


def test_mail_that_the_server_does_not_hand_over_is_no_health(support: Line, capsys: Any) -> None:
    Line.objects.update(left_count=1, notice="Mail 2 stays in INBOX: the server refuses it")
    assert (health(SYSTEM).is_ok, is_well()) == (False, False)
    assert main(["status"]) == 0
    assert "Mail 2 stays in INBOX" in capsys.readouterr().out


def test_what_has_just_come_is_on_its_way(support: Line) -> None:
    take_in(support, Handed(b"From: a@x.example\r\n\r\nhello", "file", now()))
    outbox.queue(SYSTEM, support, a_mail(support, "a@x.example"), purpose="reply")
    assert (health(SYSTEM).is_ok, is_well()) == (True, True)
