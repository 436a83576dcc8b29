"""The cast, built once a module and unchanged by its tests, and a browser without a screen for each of them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from tests.world import World, build

As = Callable[[str], Client]
BACKEND = "ringback.access.backend.Backend"


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


@pytest.fixture
def world(built: World, db: None) -> World:
    """What a test changes is undone after it: `db` wraps each in a savepoint of the module's transaction."""
    cache.clear()
    return built


@pytest.fixture
def as_(world: World) -> As:
    """Somebody of the cast, signed in; `as_("")` is nobody."""

    def signed_in(name: str) -> Client:
        client = Client(SERVER_NAME="127.0.0.1")
        if name:
            client.force_login(world.users[name], backend=BACKEND)
        return client

    return signed_in


@pytest.fixture
def part() -> dict[str, str]:
    """What HTMX says of itself."""
    return {"HX-Request": "true"}
