"""Resolving from the composer, the customer's page at two widths, and hearing their answer aloud."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from ringback.access import coding as lists
from ringback.channels.models import Delivery
from ringback.kit import clock
from ringback.kit.clock import now
from ringback.ledger.actor import SYSTEM
from ringback.resolution import silence
from ringback.resolution.models import Confirmation
from ringback.resolution.resolving import resolve
from ringback.tickets import coding
from ringback.tickets.models import Category, Message, Ticket
from ringback.tickets.replying import Written
from tests.conversation.screen import photograph, sign_in
from tests.resolution.cases import secret_of
from tests.servers import Desk
from tests.web.browser.conftest import PASSWORD, PATIENT
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("desk")]


def test_resolving_asks_and_the_answer_comes_back(
    page: Page, world: World, browser: Browser, shared_desk: Desk
) -> None:
    top = lists.define_reason(SYSTEM, "Delivery")
    leaf = lists.define_reason(SYSTEM, "Late", top.pk)
    number = world.near.ticket.pk
    page.goto(f"/tickets/{number}")
    page.keyboard.press("r")
    pad = page.locator("#panel-reply [role=textbox]")
    expect(pad).to_be_focused(timeout=PATIENT)
    page.keyboard.press("Control+A")
    page.keyboard.insert_text("We sent you a new kettle.")
    page.locator("[data-resolve]").click()
    page.locator("#reply-contact_reason").select_option(label="Delivery › Late")
    photograph(page, "settling-composer-1440")
    page.get_by_role("button", name="Send and resolve").click()
    expect(page.locator("#head .badge").first).to_have_text("Resolved", timeout=PATIENT)
    asked = Confirmation.objects.get()
    # No server takes mail from this desk: wait for that, and let it have gone out.
    _has_left(page, asked)
    found = coding.coding_of(Ticket.objects.get(pk=number))
    assert found and found.reason and found.reason.reason_id == leaf.pk
    page.reload()
    expect(page.locator("#card-settled")).to_contain_text("Waits for an answer", timeout=PATIENT)
    photograph(page, "settling-aside-1440")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"/tickets/{number}/aside")
    photograph(page, "settling-aside-390")
    page.set_viewport_size({"width": 1440, "height": 900})
    _answer(browser, shared_desk, asked)
    page.goto(f"/tickets/{number}")
    expect(page.locator("#card-settled")).to_contain_text("by link", timeout=PATIENT)
    _by_word(page, number)


def _has_left(page: Page, asked: Confirmation) -> None:
    deliveries = Delivery.objects.filter(message=asked.message_id or 0)
    for _ in range(100):
        if deliveries.filter(state__in=[Delivery.QUEUED, Delivery.SENDING]).exists():
            page.wait_for_timeout(200)
    deliveries.update(state=Delivery.SENT)


def _answer(browser: Browser, shared_desk: Desk, asked: Confirmation) -> None:
    """The customer's own window: no script, narrow and wide, dark and from the right."""
    message = Message.objects.get(pk=asked.message_id or 0)
    at = f"/confirm/{secret_of(message)}"
    looks = [(1440, "light", "en"), (390, "light", "en"), (390, "dark", "en"), (1440, "dark", "en")]
    for width, scheme, language in looks:
        context = browser.new_context(
            viewport={"width": width, "height": 844},
            base_url=shared_desk.url,
            java_script_enabled=False,
            color_scheme=scheme,  # type: ignore[arg-type]
            locale=language,
        )
        window = context.new_page()
        window.goto(f"{at}?answer=no")
        expect(window.get_by_text("We sent you a new kettle.")).to_be_visible()
        assert window.evaluate("document.documentElement.scrollWidth") <= width
        photograph(window, f"settling-page-{width}-{scheme}")
        if (width, scheme) == (1440, "dark"):
            window.fill("#words", "It drips from the lid.")
            window.get_by_role("button", name="No, not yet").click()
            expect(window.get_by_text("Your request is open again")).to_be_visible()
            photograph(window, "settling-page-answered")
        context.close()


def _by_word(page: Page, number: int) -> None:
    page.get_by_role("button", name="Resolve").first.click()
    expect(page.locator("#head .badge").first).to_have_text("Resolved", timeout=PATIENT)
    page.goto(f"/tickets/{number}")
    page.get_by_role("button", name="They said yes").click()
    expect(page.locator("#head .badge").first).to_have_text("Closed", timeout=PATIENT)
    assert Ticket.objects.get(pk=number).category == Category.CLOSED
    assert Confirmation.objects.filter(way="spoken", answer="yes").count() == 1
    page.goto(f"/tickets/{number}")
    expect(page.locator(".evt", has_text="The customer says: settled").last).to_be_visible(timeout=PATIENT)
    photograph(page, "settling-yes-1440")


def test_who_says_nothing_is_not_asked_again_and_the_ticket_closes(page: Page, world: World) -> None:
    number, lena = world.near.other.pk, world.actor("lena")
    reason = lists.define_reason(SYSTEM, "Spare part")
    done = resolve(
        lena, number, Written("<p>The lid is on its way to you.</p>"), {"contact_reason": reason.pk}
    )
    asked = done.question
    assert asked is not None
    Delivery.objects.filter(message=asked.message_id or 0).update(state=Delivery.SENT)
    with clock.at(now() + timedelta(days=30)):
        assert silence.close_silent(SYSTEM, now()) == 1
        assert silence.close_silent(SYSTEM, now()) == 0
    page.goto(f"/tickets/{number}")
    expect(page.locator("#head .badge").first).to_have_text("Closed", timeout=PATIENT)
    expect(page.locator(".evt", has_text="Nothing was said within the period")).to_be_visible(timeout=PATIENT)
    photograph(page, "settling-silence-1440")
    assert Confirmation.objects.filter(ticket_id=number).count() == 1


def test_the_lists_can_be_kept(world: World, browser: Browser, shared_desk: Desk) -> None:
    window = sign_in(browser, shared_desk.url, "ada@house.example", PASSWORD)
    window.goto("/office/codes")
    window.locator("form[action='/office/reasons'] [name=name]").fill("Invoice")
    window.locator("form[action='/office/reasons'] button").click()
    window.get_by_role("link", name="Invoice").click()
    window.locator("main [name=name], .page [name=name]").first.fill("Invoices")
    window.locator("form.panel button.go").click()
    expect(window.get_by_role("link", name="Invoices")).to_be_visible()
    expect(window.get_by_text("version 2")).to_be_visible()
    photograph(window, "settling-codes-1440")
    window.set_viewport_size({"width": 390, "height": 844})
    photograph(window, "settling-codes-390")
    window.context.close()
