"""A line that everything comes in at, and the parser's real process."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction

from ringback.access import teams
from ringback.channels.adapters.email.parser_process import Parser
from ringback.channels.models import Line
from ringback.ledger.actor import SYSTEM
from tests.world import line_of


@pytest.fixture(scope="session")
def parser() -> Parser:
    """What reads mails apart from the desk; started with its first mail."""
    return Parser()


@pytest.fixture
def line(db: None) -> Line:
    """A contact point of a team, without servers behind it."""
    return a_line()


def a_line() -> Line:
    return line_of(teams.found(SYSTEM, "Support"), "support@desk.example")


@contextmanager
def undone(blocker: Any) -> Iterator[None]:
    """The database for a whole module's fixtures; what was written is rolled back at the end."""
    with blocker.unblock(), transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)
