import json

import pytest

from ringback.access import staff
from ringback.cli.main import main
from ringback.ledger import seals
from ringback.ledger.actor import SYSTEM
from ringback.ledger.models import EventDetail
from tests.fresh import Fresh, until_settled


def test_seals_that_hold_exit_with_zero_and_say_how_many(
    fresh_db: Fresh, capsys: pytest.CaptureFixture[str]
) -> None:
    staff.add(SYSTEM, "anna@house.example", "Anna", ["agent"])
    until_settled()
    sealed = seals.seal()
    assert main(["audit", "verify", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said == {"seals": 1, "events": sealed, "unsealed": 0, "broken": [], "ok": True}


def test_a_changed_word_is_found(fresh_db: Fresh, capsys: pytest.CaptureFixture[str]) -> None:
    staff.add(SYSTEM, "anna@house.example", "Anna", ["agent"])
    until_settled()
    seals.seal()
    kept = EventDetail.objects.get()
    event_id = kept.event_id
    kept.delete()
    EventDetail.objects.create(event_id=event_id, salt=kept.salt, text=kept.text.replace("Anna", "Otto"))
    assert main(["audit", "verify", "--json"]) == 1
    assert not json.loads(capsys.readouterr().out)["ok"]
