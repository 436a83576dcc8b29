"""The whole benchmark, within the environment of its desk."""

import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from ringback.bench import intake
from ringback.bench.client import Request
from ringback.bench.floors import FLOORS, PREFIX
from ringback.bench.pages import Asks, pages
from ringback.bench.processes import Watched
from ringback.bench.report import Figures, Page
from ringback.bench.running import running, wait_until
from ringback.bench.seed.fill import fill
from ringback.bench.seed.plan import Plan
from ringback.bench.statements import statements
from ringback.bench.timing import timed
from ringback.kit.clock import now
from ringback.ledger import reader
from ringback.ledger.models import Reader

WORKED_OFF = 200


def measure(tickets: int) -> Figures:
    """Seed, count statements, take mail in, serve, and weigh the processes at the end. Progress goes to stderr."""
    started = time.monotonic()
    say = _Progress(started)
    call_command("migrate", interactive=False, verbosity=0)
    plan = Plan(tickets, now().timestamp())
    fill(plan, lambda done: say(f"{done} tickets seeded"))
    _let_readers_rest()
    asked = list(_counted(plan, say))
    say("statements counted")
    taken = intake.measured(_database())
    say("mail taken in")
    floors, results, memory = _served(asked, say)
    vendor = "postgres" if connection.vendor == "postgresql" else "sqlite"
    return Figures(tickets, vendor, floors, results, asdict(taken), memory)


def _counted(plan: Plan, say: "_Progress") -> Iterator[tuple[str, str, Asks, int]]:
    """A page that fails is named and left out: the others' figures still stand."""
    for name, who, asks in pages(plan):
        try:
            yield name, who, asks, len(statements(asks))
        except RuntimeError as failed:
            say(f"{name} for the {who} FAILED: {failed}")


class _Progress:
    def __init__(self, started: float) -> None:
        self._started = started

    def __call__(self, words: str) -> None:
        print(f"{time.monotonic() - self._started:6.1f} s  {words}", file=sys.stderr, flush=True)


def _let_readers_rest() -> None:
    """A desk of that age has long read its ledger; here nobody has, and would while we measure."""
    xid, event_id = reader.newest()
    Reader.objects.update_or_create(name="seals", defaults={"xid": xid, "event_id": event_id})


def _served(
    asked: list[tuple[str, str, Asks, int]], say: _Progress
) -> tuple[dict[str, float], dict[str, dict[str, Page]], float]:
    port = urlsplit(settings.RINGBACK_URL).port or 0
    results: dict[str, dict[str, Page]] = {}
    with running(port) as pid:
        watched = Watched((pid,), _database())
        floors = {name: timed(port, watched, _floor(name)).cpu_ms for name in FLOORS}
        say(f"floors {floors}")
        for name, who, asks, count in asked:
            results.setdefault(name, {})[who] = page = Page(timed(port, watched, asks), count)
            say(f"{name} {who} {page}")
        intake.hand_over(WORKED_OFF)
        wait_until(intake.is_done, 120, "The worker did not take the mail in.")
        return floors, results, round(watched.pss_mb(), 1)


def _floor(name: str) -> Asks:
    request = Request(PREFIX + name)
    return lambda: request


def _database() -> str:
    return str(settings.DATABASES["default"]["NAME"]) if connection.vendor == "postgresql" else ""
