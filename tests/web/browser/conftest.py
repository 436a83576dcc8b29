"""A desk of its own for each file, and Anna's window on it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.conversation.screen import sign_in
from tests.servers import Desk
from tests.world import World, build

PASSWORD = "a kettle that leaks"
# On PostgreSQL live updates wait for the oldest transaction that writes anywhere on the server, and other tests' last
# for up to a minute.
PATIENT = 120_000


@pytest.fixture(scope="module")
def world(shared_desk: Desk) -> World:
    built = build()
    for name in ("anna", "lena", "ada"):
        built.users[name].set_password(PASSWORD)
        built.users[name].save(update_fields=["password"])
    return built


@pytest.fixture
def page(world: World, shared_desk: Desk, browser: Browser) -> Iterator[Page]:
    """Anna's window. Whatever its console complains about fails the test."""
    window = sign_in(browser, shared_desk.url, "anna@house.example", PASSWORD)
    complaints: list[str] = []
    window.on(
        "console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None
    )
    window.on("pageerror", lambda error: complaints.append(str(error)))
    yield window
    window.context.close()
    # The world's photo is none, and says so; refusals are part of the day.
    assert [one for one in complaints if "422" not in one and "409" not in one] == []
