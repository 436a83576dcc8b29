"""TRUST A20: what looks like a loop is stored, gets no automatic mail, and people are told until it has run dry."""

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from ringback.channels import breakers, outbox
from ringback.channels.automatic_limits import TO_AND_FRO
from ringback.channels.models import Breaker, Delivery, Inbound, Line
from ringback.channels.take_in import Handed, take_in
from ringback.cli.main import main
from ringback.kit.clock import now
from ringback.ledger.actor import SYSTEM
from ringback.ledger.models import Event
from ringback.tickets.health import health, is_well
from tests.channels.cast import a_line, a_mail

pytestmark = pytest.mark.django_db
LOUD = "Loud@far.example"


def _comes(line: Line, sender: str, number: int) -> None:
    taken = take_in(line, Handed(f"From: {sender}\r\n\r\n{number}".encode(), "file", now()))
    Inbound.objects.filter(pk=taken.pk).update(sender=sender, end=Inbound.OPENED)


def _goes(line: Line, to: str, automatic: bool = False) -> Delivery:
    return outbox.queue(SYSTEM, line, a_mail(line, to, automatic=automatic), purpose="x", automatic=automatic)


def _to_and_fro(line: Line, mails: int) -> None:
    for number in range(mails // 2):
        _comes(line, LOUD, number)
        _goes(line, LOUD.lower())
    if mails % 2:
        _comes(line, LOUD, mails)


def test_up_to_the_limit_nobody_is_told() -> None:
    line, other = a_line("help"), a_line("sales")
    _to_and_fro(line, TO_AND_FRO)
    _comes(other, LOUD, 99)
    assert breakers.look(SYSTEM) == 0
    assert (health(SYSTEM).is_ok, is_well()) == (True, True)


def test_a_loop_is_told_with_whom_on_which_line_and_since_when(capsys: Any) -> None:
    line = a_line("help")
    _to_and_fro(line, TO_AND_FRO + 1)
    before = now()
    assert breakers.look(SYSTEM) == 1
    found = Breaker.objects.get()
    assert (found.line, found.address, found.reason, found.mails) == (
        line,
        LOUD.lower(),
        "loop",
        TO_AND_FRO + 1,
    )
    assert found.since >= before
    assert (health(SYSTEM).is_ok, is_well()) == (False, False)
    assert main(["status"]) == 0
    assert f"automatic mail to {LOUD.lower()} from help is withheld since" in capsys.readouterr().out
    assert main(["status", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["ok"], told["breakers"][0]["address"]) == (False, LOUD.lower())
    withheld = _goes(line, LOUD, automatic=True)
    assert (withheld.state, "look like a loop" in withheld.failure) == (Delivery.WITHHELD, True)


def test_it_is_told_once_and_cleared_when_the_traffic_has_run_dry() -> None:
    line, start = a_line("help"), now()
    _to_and_fro(line, TO_AND_FRO + 1)
    breakers.look(SYSTEM)
    since = Breaker.objects.get().since
    with time_machine.travel(start + timedelta(minutes=5), tick=False):
        _comes(line, LOUD, 100)
        assert breakers.look(SYSTEM) == 0
    found = Breaker.objects.get()
    assert (found.since, found.mails) == (since, TO_AND_FRO + 2)
    with time_machine.travel(start + timedelta(minutes=11), tick=False):
        assert breakers.look(SYSTEM) == 1
        assert health(SYSTEM).breakers == []
    assert not Breaker.objects.exists()
    kinds = Event.objects.filter(subject_kind="breaker").order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["breaker.tripped", "breaker.cleared"]


def test_a_flood_of_automatic_mail_is_told_of_the_whole_desk(monkeypatch: Any, capsys: Any) -> None:
    line = a_line("help")
    monkeypatch.setattr("ringback.channels.automatic_limits.AN_HOUR", 2)
    for number in range(2):
        _goes(line, f"{number}@far.example", automatic=True)
    assert breakers.look(SYSTEM) == 1
    found = Breaker.objects.get()
    assert (found.line, found.address, found.reason, found.mails) == (None, "", "flood", 2)
    assert main(["status"]) == 0
    assert "automatic mail of the whole desk is withheld since" in capsys.readouterr().out
