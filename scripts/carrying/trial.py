"""The trial itself: a backup while pages are asked for, and a restore into an empty place."""

import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ringback.bench.client import Client, Request
from ringback.bench.place import Place
from ringback.bench.timing import percentile
from scripts.killing.desk import desk, inside, ringback

_QUIET = 5.0  # seconds
_PAUSE = 0.05


@dataclass(frozen=True, slots=True)
class Result:
    """Seconds of both; megabytes of the backup; median and worst of a page, in milliseconds of wall time, before and
    during the backup."""

    backup_s: float
    restore_s: float
    backup_mb: int
    quiet_ms: tuple[float, float]
    meanwhile_ms: tuple[float, float]


def carry(here: Place, empty: Place, tickets: int, files: int) -> Result:
    """Raises RuntimeError when a command fails, a page does, or the restored ledger does not hold."""
    ringback(here, ["migrate"])
    headers = json.loads(inside(here, "carrying.seeding", str(tickets), str(files)))
    file = here.folder / "desk.ringback"
    with desk(here):
        until = time.monotonic() + _QUIET
        quiet = _asked(here.port, headers, lambda: time.monotonic() < until)
        backup = _Backup(here, str(file))
        backup.start()
        meanwhile = _asked(here.port, headers, backup.is_alive)
    if not backup.seconds:
        raise RuntimeError(f"The backup failed: {backup.trouble}")
    started = time.monotonic()
    ringback(empty, ["restore", str(file)])
    restore = time.monotonic() - started
    ringback(empty, ["audit", "verify"])
    size = round(file.stat().st_size / 2**20)
    return Result(round(backup.seconds, 1), round(restore, 1), size, quiet, meanwhile)


class _Backup(threading.Thread):
    """`ringback backup` beside those who ask."""

    def __init__(self, here: Place, file: str) -> None:
        super().__init__()
        self._here, self._file = here, file
        self.seconds, self.trouble = 0.0, ""

    def run(self) -> None:
        started = time.monotonic()
        try:
            ringback(self._here, ["backup", self._file])
            self.seconds = time.monotonic() - started
        except RuntimeError as failed:
            self.trouble = str(failed)


def _asked(port: int, headers: Mapping[str, str], goes_on: Callable[[], bool]) -> tuple[float, float]:
    """The list of open tickets, some twenty times a second."""
    request, taken = Request("/tickets?view=open", headers), []
    with Client(port) as client:
        while goes_on():
            begun = time.perf_counter()
            answer = client.send(request)
            taken.append((time.perf_counter() - begun) * 1000)
            if answer.status != 200:
                raise RuntimeError(f"The desk answered with {answer.status}.")
            time.sleep(_PAUSE)
    return percentile(taken, 50), percentile(taken, 100)
