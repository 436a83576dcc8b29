"""How a worker runs a loop: turn after turn, again after a failure, under a lease where only one may."""

import logging
import random
import threading

from django.db import OperationalError, close_old_connections, connections

from ringback.kit import database_clock
from ringback.kit.clock import now
from ringback.kit.loop import Loop
from ringback.ledger import lease

LONGEST_PAUSE = 30.0
LOOK = 10.0  # seconds after which a worker looks again whether a thing done by one is due
logger = logging.getLogger(__name__)


def turn_after_turn(loop: Loop, stop: threading.Event) -> None:
    """Run the loop until `stop`. What goes wrong in a turn is logged, and the pauses grow."""
    hold = lease.Hold(f"loop {loop.name}") if loop.alone else None
    failures = 0
    while not stop.is_set():
        done = _turn(loop, hold, stop)
        failures = failures + 1 if done is None else 0
        if not done:
            stop.wait(pause(loop.every, failures, loop.alone) * random.uniform(0.9, 1.1))  # noqa: S311  (spread)
    _let_go(hold)


def pause(every: float, failures: int, alone: bool = False) -> float:
    """Seconds until the next turn after so many failed ones in a row."""
    usual = min(every, LOOK) if alone else every
    return min(LONGEST_PAUSE, max(0.5, usual) * 2.0 ** min(failures, 10)) if failures else usual


def _turn(loop: Loop, hold: lease.Hold | None, stop: threading.Event) -> int | None:
    """How much was done; None when it failed."""
    try:
        close_old_connections()
        database_clock.follow()
        return _alone(loop, hold, stop) if hold else loop.run(stop)
    except OperationalError as trouble:
        logger.warning("%s: the database does not answer: %s", loop.name, trouble)
    except Exception:
        logger.exception("%s failed and is tried again", loop.name)
    connections.close_all()
    return None


def _alone(loop: Loop, hold: lease.Hold, stop: threading.Event) -> int:
    if not hold.keep(now()) or not lease.is_due(hold.name, now(), loop.every):
        return 0
    loop.run(stop)
    lease.done(hold.name, now())
    return 0


def _let_go(hold: lease.Hold | None) -> None:
    try:
        if hold:
            hold.give_back()
    except OperationalError:
        logger.warning("a lease could not be given back; it runs out by itself")
    connections.close_all()
