"""The cast with everything in it, and the parser's real process."""

from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from django.core.cache import cache

from ringback.channels.adapters.email.parser_process import Parser
from tests.sweeping import things
from tests.world import World, build


@pytest.fixture(scope="package")
def parser() -> Iterator[Parser]:
    """What reads mails apart from the desk."""
    running = Parser()
    yield running
    running.close()


@pytest.fixture
def world(db: None, settings: LazySettings) -> World:
    """The cast; limits on how often one may ask start at nothing."""
    settings.API_REQUESTS_A_MINUTE = 10**6
    cache.clear()
    built = build()
    things.prepare(built)
    return built
