from collections.abc import Iterator

import pytest
from django.core.cache import cache

from tests.world import world

__all__ = ["world"]


@pytest.fixture(autouse=True)
def _a_minute_of_its_own() -> Iterator[None]:
    """Tokens of one test have the ids of another's, and so would their counted requests."""
    cache.clear()
    yield
