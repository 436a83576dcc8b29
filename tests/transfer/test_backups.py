"""Backups that the desk makes itself: when asked, by the clock, and gone in their time."""

from datetime import timedelta
from pathlib import Path
from unittest import mock

import pytest

from ringback.kit.clock import now
from ringback.kit.errors import Refusal
from ringback.ledger import lease
from ringback.ledger.actor import SYSTEM
from ringback.ledger.models import Event
from ringback.tickets.health import health, is_well
from ringback.transfer import backups
from ringback.transfer.archive import check
from tests.fresh import Fresh, Template
from tests.servers import Desk, command, wait_for
from tests.transfer.desks import lived, place_with_tables, told_by


def test_one_that_was_asked_for_is_made_and_can_be_restored(
    fresh_db: Fresh, migrated: Template, tmp_path: Path
) -> None:
    lived()
    assert backups.make_due(now()) == 0
    backups.ask(SYSTEM)
    assert backups.backups(SYSTEM).is_waiting
    assert backups.make_due(now()) == 1
    found = backups.backups(SYSTEM)
    assert (found.is_waiting, found.failure, len(found.kept)) == (False, "", 1)
    assert found.folder == fresh_db.data / "backups"
    file = found.folder / found.kept[0].name
    assert file.stat().st_mode & 0o077 == 0 and file.parent.stat().st_mode & 0o077 == 0
    made = Event.objects.get(kind="backup.made")
    assert f'"bytes":{found.kept[0].bytes}' in made.data
    assert backups.make_due(now()) == 0
    with place_with_tables(migrated, tmp_path / "other") as other:
        done = command(other, "restore", str(file))
        assert done.returncode == 0, done.stderr
        assert any("Kettle leaks" in line for line in told_by(other))


def test_the_clock_makes_one_a_day_and_lets_go_of_old_ones_but_never_of_the_newest(fresh_db: Fresh) -> None:
    backups.change(SYSTEM, every_days=1, keep_days=3)
    start = now().replace(microsecond=0)
    for hours in range(0, 24 * 6, 12):
        backups.make_due(start + timedelta(hours=hours))
    days = [(one.at - start).days for one in backups.backups(SYSTEM).kept]
    assert len(days) == 4 and days == sorted(days, reverse=True)
    backups.change(SYSTEM, every_days=0)
    assert backups.make_due(start + timedelta(days=90)) == 0
    backups.ask(SYSTEM)
    assert backups.make_due(start + timedelta(days=90)) == 1
    assert len(backups.backups(SYSTEM).kept) == 1


def test_one_that_fails_is_told_and_tried_again_in_an_hour(fresh_db: Fresh) -> None:
    backups.change(SYSTEM, every_days=1)
    (fresh_db.data / "backups").write_text("a file where the folder should be")
    start = now()
    assert backups.make_due(start) == 0
    assert backups.backups(SYSTEM).failure and not is_well()
    assert health(SYSTEM).backup == backups.backups(SYSTEM).failure
    (fresh_db.data / "backups").unlink()
    assert backups.make_due(start + timedelta(minutes=30)) == 0
    assert backups.make_due(start + timedelta(minutes=61)) == 1
    assert backups.backups(SYSTEM).failure == "" and is_well()
    assert Event.objects.filter(kind="backup.failed").count() == 1


def test_a_worker_that_is_stopped_leaves_nothing_half_and_makes_it_later(fresh_db: Fresh) -> None:
    lived()
    backups.ask(SYSTEM)
    assert backups.make_due(now(), lambda: False) == 0
    assert list((fresh_db.data / "backups").iterdir()) == []
    assert backups.backups(SYSTEM).is_waiting
    assert backups.make_due(now()) == 1


def test_two_workers_make_one(fresh_db: Fresh) -> None:
    backups.ask(SYSTEM)
    assert lease.take("backup", now(), 60, "another/1")
    with mock.patch("ringback.ledger.lease.is_gone", return_value=False):
        assert backups.make_due(now()) == 0
    lease.give_back("backup", "another/1")
    assert backups.make_due(now()) == 1


@pytest.mark.parametrize(
    "days", [{"every_days": -1}, {"every_days": 36}, {"keep_days": 0}, {"keep_days": 36}]
)
def test_days_have_their_bounds(db: None, days: dict[str, int]) -> None:
    with pytest.raises(Refusal, match="days"):
        backups.change(SYSTEM, **days)


@pytest.mark.servers
def test_the_worker_of_a_desk_does_it(desk: Desk) -> None:
    backups.ask(SYSTEM)
    wait_for(lambda: backups.backups(SYSTEM).kept, "no backup came")
    with (backups.folder() / backups.backups(SYSTEM).kept[0].name).open("rb") as file:
        check(file)
