"""Backups that the desk makes itself, on its own machine: by the clock or when somebody asks; listed, and let go of in
their time."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from ringback.access.policy import require
from ringback.company import house
from ringback.kit.clock import now
from ringback.kit.errors import Refusal
from ringback.kit.text import one_line
from ringback.ledger import lease
from ringback.ledger.actor import SYSTEM, Actor
from ringback.ledger.append import Fact, append
from ringback.transfer.archive import Broken
from ringback.transfer.backup import backup

# They hold people who were erased since: TRUST keeps them no longer.
LONGEST: Final = 35  # days
_NAME: Final = re.compile(r"desk-(\d{8}T\d{6})Z\.ringback")
_WRITTEN: Final = "%Y%m%dT%H%M%S"
_LEASE: Final = "backup"
_HELD: Final = 600.0  # seconds that may pass between two signs of life
_AGAIN: Final = 3600.0  # seconds after a failure
_ABANDONED: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Kept:
    """One file, whole: a backup gets its name only when it was read back."""

    name: str
    at: datetime
    bytes: int


@dataclass(frozen=True, slots=True)
class Backups:
    """`kept` newest first; `every_days` 0: only when asked; `is_waiting`: one was asked for and is not there yet;
    `failure`: why the last one failed, empty when it did not."""

    folder: Path
    kept: list[Kept]
    every_days: int
    keep_days: int
    is_waiting: bool
    failure: str


class _Stopped(Exception):
    pass


def backups(actor: Actor) -> Backups:
    """What is in the folder of this machine, and what the house wants. Raises Forbidden."""
    require(actor, "setting.write")
    return Backups(
        folder(),
        _kept(),
        every_days=house.get("backup_every_days"),
        keep_days=house.get("backup_keep_days"),
        is_waiting=bool(house.get(house.BACKUP_ASKED)),
        failure=house.get(house.BACKUP_FAILED),
    )


def folder() -> Path:
    """RINGBACK_BACKUPS, or `backups` in the data folder."""
    return Path(settings.RINGBACK_BACKUPS or settings.DATA / "backups")


@transaction.atomic
def ask(by: Actor) -> None:
    """Let the worker make one now. Raises Forbidden."""
    require(by, "setting.write")
    house.put(by, house.BACKUP_ASKED, now().isoformat())


@transaction.atomic
def change(by: Actor, every_days: int | None = None, keep_days: int | None = None) -> None:
    """How often one is made by itself, and how long it stays. Raises Refusal and Forbidden."""
    require(by, "setting.write")
    for name, days, least in (("every_days", every_days, 0), ("keep_days", keep_days, 1)):
        if days is None:
            continue
        if not least <= days <= LONGEST:
            said = _("This is %(least)s to %(most)s days.") % {"least": least, "most": LONGEST}
            raise Refusal(said, field=name, code="period")
        house.put(by, f"backup_{name}", days)


def make_due(at: datetime, goes_on: Callable[[], bool] = lambda: True) -> int:
    """Make the one that was asked for or whose day has come, if nobody else does; how many were made. One that is
    stopped leaves nothing behind, and is made when the worker is there again."""
    asked = house.get(house.BACKUP_ASKED)
    hold = lease.Hold(_LEASE, _HELD)
    is_due = asked or (_is_over(at) and lease.is_due(_LEASE, at, _AGAIN))
    if not is_due or not hold.keep(at):
        return 0
    try:
        return _made(at, asked, hold, goes_on)
    except _Stopped:
        return 0
    finally:
        hold.give_back()


def _is_over(at: datetime) -> bool:
    every, kept = house.get("backup_every_days"), _kept()
    return bool(every) and (not kept or kept[0].at <= at - timedelta(days=every))


def _made(at: datetime, asked: str, hold: lease.Hold, goes_on: Callable[[], bool]) -> int:
    def alive(_what: str, _count: int) -> None:
        if not goes_on():
            raise _Stopped
        hold.keep(now())

    try:
        folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        _clear_away(at)
        done = backup(folder() / f"desk-{at.astimezone(UTC):{_WRITTEN}}Z.ringback", alive)
    except (OSError, Broken) as fault:
        _told(asked, one_line(str(fault), 300), Fact("backup.failed", "backup", 0))
        made = 0
    else:
        data = {"rows": done.rows, "files": done.files, "bytes": done.bytes, "missing": len(done.missing)}
        lost = _("%(count)s files are not in the store any more, and so not in the backup.")
        failure = lost % {"count": len(done.missing)} if done.missing else ""
        _told(asked, failure, Fact("backup.made", "backup", 0, data=data))
        _let_go(at)
        made = 1
    lease.done(_LEASE, at)
    return made


@transaction.atomic
def _told(asked: str, failure: str, fact: Fact) -> None:
    if asked and house.get(house.BACKUP_ASKED) == asked:
        house.put(SYSTEM, house.BACKUP_ASKED, "")
    if failure != house.get(house.BACKUP_FAILED):
        house.put(SYSTEM, house.BACKUP_FAILED, failure)
    append(SYSTEM, fact)


def _kept() -> list[Kept]:
    found = []
    for path in folder().glob("desk-*.ringback"):
        if written := _NAME.fullmatch(path.name):
            at = datetime.strptime(written[1], _WRITTEN).replace(tzinfo=UTC)
            found.append(Kept(path.name, at, path.stat().st_size))
    return sorted(found, key=lambda one: one.at, reverse=True)


def _let_go(at: datetime) -> None:
    """Of those over their time the newest stays: an old backup is better than none."""
    over = at - timedelta(days=house.get("backup_keep_days"))
    for one in _kept()[1:]:
        if one.at < over:
            (folder() / one.name).unlink(missing_ok=True)


def _clear_away(at: datetime) -> None:
    """What was being written when somebody pulled the plug."""
    for path in folder().glob(".desk-*.part"):
        if path.stat().st_mtime < (at - _ABANDONED).timestamp():
            path.unlink(missing_ok=True)
