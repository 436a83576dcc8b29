"""Waiting for what was put off until behind the answer."""

from ringback.access import staff
from ringback.access.models import User
from ringback.ledger.actor import SYSTEM
from ringback.web.entrance.later import later


def somebody(email: str) -> User:
    """An agent without a password."""
    return staff.add(SYSTEM, email, "Ann", {"agent"})


def until_done() -> None:
    """There is one thread and it works in order, so what was put off before this is done when this is."""
    done = later(lambda: None)
    assert done
    done.result(timeout=30)
