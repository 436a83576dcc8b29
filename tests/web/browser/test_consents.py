"""A contact point is connected in a real browser: the policy of our pages lets people go to a provider of another site,
and the session is there when they come back."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from ringback.channels.models import Consent
from tests.channels.provider import CLIENT, SECRET, provider
from tests.conversation.screen import sign_in
from tests.fresh import Template, fresh
from tests.servers import Desk, running
from tests.web.browser.conftest import PASSWORD
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.xdist_group("desk")]


@pytest.fixture(scope="module")
def shared_desk(
    migrated: Template, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any
) -> Iterator[Desk]:
    """A desk that may reach providers on this machine."""
    folder = tmp_path_factory.mktemp("connects")
    with fresh(migrated, folder) as made, django_db_blocker.unblock(), made.at_home():
        allowed = made.environment | {"RINGBACK_ALLOW_NETWORKS": "127.0.0.0/8"}
        with running(replace(made, environment=allowed)) as desk:
            yield desk


def test_an_administrator_goes_to_the_provider_and_comes_back_connected(
    world: World, shared_desk: Desk, browser: Browser
) -> None:
    line = world.near.line
    with provider() as given:
        Consent.objects.create(
            line=line,
            provider="own",
            client_id=CLIENT,
            authorize_url=f"http://localhost:{given.port}/authorize",
            token_url=f"{given.url}/token",
            scopes="mail",
        )
        window = sign_in(browser, shared_desk.url, "ada@house.example", PASSWORD)
        window.goto(f"{shared_desk.url}/office/lines/{line.pk}")
        window.locator("#consent summary").first.click()
        # The desk seals by a key of its own.
        window.locator("#consent [name=client_secret]").fill(SECRET)
        window.locator("#consent").get_by_role("button", name="Save").click()
        window.get_by_role("button", name="Connect", exact=True).click()
        window.get_by_role("link", name="Go on to the provider").click()
        expect(window.locator("#consent").get_by_text("renewed")).to_be_visible()
        window.context.close()
    assert Consent.objects.get(line=line).is_given
