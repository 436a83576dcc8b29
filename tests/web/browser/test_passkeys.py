"""Passkeys, recovery codes and sessions in Chromium, with an authenticator that it only imagines (CDP: WebAuthn)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from ringback.access import staff
from ringback.access.models import User
from ringback.ledger.actor import SYSTEM
from ringback.ledger.models import Event
from tests import servers
from tests.fresh import Template, fresh
from tests.servers import Desk
from tests.web.browser.conftest import PASSWORD

REFUSES = (
    "() => { navigator.credentials.create = () => Promise.reject(new DOMException('', 'NotAllowedError')) }"
)
pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.xdist_group("passkeys")]


@pytest.fixture(scope="module")
def named_desk(
    migrated: Template, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any
) -> Iterator[Desk]:
    """A desk that people reach by a name: browsers make no passkeys for 127.0.0.1."""
    with (
        fresh(migrated, tmp_path_factory.mktemp("named")) as made,
        django_db_blocker.unblock(),
        made.at_home(),
        servers.running(made, "localhost") as running,
    ):
        yield running


@pytest.fixture
def somebody(named_desk: Desk, request: pytest.FixtureRequest) -> User:
    """An agent of their own for each test."""
    name = request.node.name.split("[")[0].replace("_", "-")[:50]
    return staff.add(SYSTEM, f"{name}@house.example", "Some Body", ["agent"], password=PASSWORD)


@pytest.fixture
def window(named_desk: Desk, browser: Browser) -> Iterator[Page]:
    """A window whose console may not complain about a policy, and whose machine has an authenticator."""
    context = browser.new_context(base_url=f"http://localhost:{named_desk.port}", accept_downloads=True)
    page, complaints = context.new_page(), []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert not complaints


def authenticator(page: Page, verifies: bool = True, resident: bool = True) -> CDPSession:
    """Give the window one; it belongs to the window, as a phone belongs to a person."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": resident,
        "hasUserVerification": verifies,
        "isUserVerified": verifies,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session


def sign_in(page: Page, user: User) -> None:
    page.goto("/sign-in")
    page.fill("#id_login", user.email)
    page.fill("#id_password", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: not url.endswith("/sign-in"))


def sign_out(page: Page) -> None:
    page.goto("/sign-out")
    page.locator("main button").first.click()
    page.wait_for_url("**/sign-in**")


def confirm(page: Page) -> None:
    """Whoever changes how they sign in is asked for their password, once in five minutes."""
    page.fill("#id_password", PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url(lambda url: "/me/confirm" not in url)


def add(page: Page, name: str, alone: bool = True) -> None:
    page.goto("/me/passkeys/add")
    confirm(page)
    page.fill("#id_name", name)
    page.get_by_label("Sign in with it alone").set_checked(alone)
    page.get_by_role("button", name="Make it").click()
    page.wait_for_url("**/me/recovery-codes")


def test_a_passkey_signs_its_owner_in_until_it_is_removed(window: Page, somebody: User) -> None:
    authenticator(window)
    sign_in(window, somebody)
    add(window, "The blue key")
    sign_out(window)
    window.get_by_role("button", name="Sign in with a passkey").click()
    window.wait_for_url("**/tickets**")
    assert Event.objects.filter(kind="user.factor_added", subject_id=somebody.pk).exists()

    window.goto("/me/second-factor")
    window.get_by_role("link", name="Rename The blue key").click()
    window.get_by_role("link", name="With a passkey instead").click()
    window.get_by_role("button", name="Use your passkey").click()
    window.fill("#id_name", "The red key")
    window.get_by_role("button", name="Save").click()
    expect(window.get_by_text("The red key")).to_be_visible()
    window.get_by_role("link", name="Remove The red key").click()
    window.get_by_role("button", name="Remove it").click()
    expect(window.get_by_text("The red key")).to_be_hidden()

    sign_out(window)
    window.get_by_role("button", name="Sign in with a passkey").click()
    expect(window.get_by_text("This passkey does not open this desk.")).to_be_visible()
    assert "/sign-in" in window.url


def test_a_key_that_knows_nobody_is_a_second_factor_after_the_password(window: Page, somebody: User) -> None:
    authenticator(window, verifies=False, resident=False)
    sign_in(window, somebody)
    add(window, "A plain key", alone=False)
    sign_out(window)
    sign_in(window, somebody)
    window.wait_for_url("**/sign-in/code**")
    window.goto("/tickets")
    assert "/sign-in" in window.url
    window.goto("/sign-in/code")
    window.get_by_role("button", name="Use your passkey").click()
    window.wait_for_url("**/tickets**")


def test_where_somebody_wanted_to_go_they_get_to_by_passkey_too(window: Page, somebody: User) -> None:
    authenticator(window)
    sign_in(window, somebody)
    add(window, "Here")
    sign_out(window)
    window.goto("/contacts")
    window.get_by_role("button", name="Sign in with a passkey").click()
    window.wait_for_url("**/contacts")


def test_whoever_is_let_go_gets_in_by_no_passkey(window: Page, somebody: User) -> None:
    authenticator(window)
    sign_in(window, somebody)
    add(window, "Here")
    staff.deactivate(SYSTEM, somebody.pk)
    window.goto("/sign-in")
    window.get_by_role("button", name="Sign in with a passkey").click()
    window.wait_for_url("**/sign-in/inactive")


def test_saying_no_to_the_browser_is_told_in_words(window: Page, somebody: User) -> None:
    authenticator(window)
    sign_in(window, somebody)
    window.goto("/me/passkeys/add")
    confirm(window)
    window.evaluate(REFUSES)
    window.get_by_role("button", name="Make it").click()
    expect(window.get_by_text("No passkey was made.")).to_be_visible()


def test_recovery_codes_are_shown_once_kept_as_a_file_and_good_once_each(
    window: Page, somebody: User, tmp_path: Path
) -> None:
    authenticator(window, verifies=False, resident=False)
    sign_in(window, somebody)
    add(window, "A plain key", alone=False)
    window.get_by_role("button", name="Show them, this once").click()
    shown = window.locator("#codes").inner_text().split()
    assert len(set(shown)) == 10
    with window.expect_download() as kept:
        window.get_by_role("button", name="Download").click()
    kept.value.save_as(tmp_path / "codes.txt")
    assert (tmp_path / "codes.txt").read_text().split() == shown
    window.goto("/me/recovery-codes")
    expect(window.get_by_text("10 of 10 are left.")).to_be_visible()
    assert shown[0] not in window.content()

    for worked in (True, False):
        sign_out(window)
        sign_in(window, somebody)
        window.fill("#id_code", shown[0])
        window.get_by_role("button", name="Go on").click()
        if worked:
            window.wait_for_url("**/tickets**")
            window.goto("/me/second-factor")
            expect(window.get_by_text("9 left")).to_be_visible()
        else:
            expect(window.get_by_text("Incorrect code.")).to_be_visible()

    window.fill("#id_code", shown[1])
    window.get_by_role("button", name="Go on").click()
    window.wait_for_url("**/tickets**")
    window.goto("/me/recovery-codes")
    confirm(window)
    window.get_by_role("link", name="New ones").click()
    window.get_by_role("button", name="Make them").click()
    assert not set(shown) & set(window.locator("#codes").inner_text().split())


def test_other_browsers_are_listed_in_words_and_signed_out(
    window: Page, somebody: User, browser: Browser, named_desk: Desk
) -> None:
    sign_in(window, somebody)
    there = browser.new_context(base_url=f"http://localhost:{named_desk.port}").new_page()
    sign_in(there, somebody)
    there.wait_for_url("**/tickets**")
    window.goto("/me/sessions")
    expect(window.get_by_text("this one")).to_have_count(1)
    expect(window.get_by_text("Chrome on Linux")).to_have_count(2)
    window.get_by_role("button", name="Sign out: Chrome on Linux").click()
    expect(window.get_by_text("Chrome on Linux")).to_have_count(1)
    there.goto("/tickets")
    assert "/sign-in" in there.url
    there.context.close()
