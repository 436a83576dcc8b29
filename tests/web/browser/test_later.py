"""A reply taken back within seconds, and one that goes out tomorrow."""

import json
import time
from urllib.request import Request, urlopen

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from ringback.access import tokens
from ringback.channels.models import Delivery
from ringback.ledger.actor import SYSTEM
from ringback.tickets.models import Draft, Message
from tests.servers import Desk
from tests.web.browser.conftest import PATIENT
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.xdist_group("desk")]


@pytest.fixture
def _time_to_think(world: World, shared_desk: Desk) -> None:
    _undo_seconds(world, shared_desk, 60)


def _undo_seconds(world: World, desk: Desk, seconds: int) -> None:
    """Through the desk itself, which would go by what it knew before for some seconds more."""
    _, secret = tokens.create(SYSTEM, world.users["ada"].pk, "test", [])
    asked = Request(  # noqa: S310
        f"{desk.url}/api/v1/settings",
        json.dumps({"undo_seconds": seconds}).encode(),
        {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"},
        method="PATCH",
    )
    with urlopen(asked) as answer:  # noqa: S310
        assert json.load(answer)["undo_seconds"] == seconds


def _write(page: Page, number: int, words: str) -> None:
    page.goto(f"/tickets/{number}")
    page.keyboard.press("r")
    field = page.locator("#panel-reply [role=textbox]")
    expect(field).to_be_focused(timeout=PATIENT)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(words)


@pytest.mark.usefixtures("_time_to_think")
@pytest.mark.parametrize("width", [1440, 390])
def test_a_reply_is_taken_back_and_stands_in_the_field_again(page: Page, world: World, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    words = f"For somebody else, {width}."
    _write(page, world.near.other.pk, words)
    page.keyboard.press("ControlOrMeta+Enter")
    sent = page.locator("article.msg", has_text=words)
    expect(sent).to_be_visible(timeout=PATIENT)
    delivery = Delivery.objects.latest("id")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#panel-reply textarea")).to_have_value(words, timeout=PATIENT)
    expect(sent).to_have_count(0)
    assert Delivery.objects.get(pk=delivery.pk).state == Delivery.DISCARDED
    assert not Message.objects.filter(text__contains=words).exists()


_ATTACHED = "[...document.querySelectorAll('[data-behaves]')].every((one) => one.attachedBehaviours)"


def _sent(page: Page, world: World, words: str) -> None:
    _write(page, world.near.other.pk, words)
    page.keyboard.press("ControlOrMeta+Enter")
    expect(page.locator("article.msg", has_text=words)).to_be_visible(timeout=PATIENT)
    # The field below is renewed after the thread, and has its behaviours a moment later: a key before that is lost.
    expect(page.locator("#panel-reply textarea")).to_have_value("", timeout=PATIENT)
    page.wait_for_function(_ATTACHED, timeout=PATIENT)


@pytest.mark.usefixtures("_time_to_think")
def test_one_key_takes_it_back_and_the_strip_counts_down(page: Page, world: World) -> None:
    words = "By one key."
    _sent(page, world, words)
    undo = page.get_by_role("button", name="Undo")
    expect(undo).to_have_text("Undo (57)", timeout=PATIENT)
    page.keyboard.press("z")
    expect(page.locator("#panel-reply textarea")).to_have_value(words, timeout=PATIENT)
    expect(undo).to_have_count(0)
    assert not Message.objects.filter(text__contains=words).exists()


@pytest.mark.usefixtures("_time_to_think")
def test_what_was_begun_since_is_kept_below_it(page: Page, world: World) -> None:
    _sent(page, world, "Sent too early.")
    page.keyboard.press("r")
    expect(page.locator("#panel-reply [role=textbox]")).to_be_focused(timeout=PATIENT)
    page.keyboard.type("And one more thing.")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#panel-reply textarea")).to_have_value(
        "Sent too early.\n\nAnd one more thing.", timeout=PATIENT
    )


@pytest.mark.usefixtures("_time_to_think")
def test_from_another_ticket_it_leads_back_to_the_text(page: Page, world: World) -> None:
    words, number = "Seen on the way out.", world.near.other.pk
    _sent(page, world, words)
    # As after a click on another row, which renews the pane and leaves the strip.
    page.evaluate(f"history.pushState({{}}, '', '/tickets/{world.near.ticket.pk}')")
    page.evaluate("document.querySelector('#pane').replaceChildren()")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(f"#ticket-{number}-composer textarea").first).to_have_value(words, timeout=PATIENT)


def test_after_the_seconds_the_strip_goes_and_the_mail_leaves(
    page: Page, world: World, shared_desk: Desk
) -> None:
    _undo_seconds(world, shared_desk, 2)
    words = "Meant as it stands."
    _sent(page, world, words)
    expect(page.get_by_role("button", name="Undo")).to_have_count(0, timeout=PATIENT)
    left = Delivery.objects.get(message__text=words)
    until = time.monotonic() + PATIENT / 1000
    while not left.attempts and time.monotonic() < until:
        time.sleep(0.2)
        left.refresh_from_db()
    assert left.attempts


def test_a_reply_goes_out_tomorrow_unless_one_says_otherwise(page: Page, world: World) -> None:
    number, words = world.near.other.pk, "As agreed, on the day."
    said = Message.objects.count()
    _write(page, number, words)
    page.locator("summary[aria-label='Send later']").click()
    page.get_by_role("button", name="Tomorrow, 8:00").click()
    expect(page.locator("#panel-reply")).to_contain_text("Goes out by itself", timeout=PATIENT)
    draft = Draft.objects.get(ticket_id=number, kind=Draft.REPLY, author=world.users["anna"])
    assert draft.send_at is not None
    assert timezone.localtime(draft.send_at).hour == 8
    assert words in draft.html
    assert Message.objects.count() == said
    page.goto("/tickets?view=to_be_sent")
    expect(page.locator(f"a[href*='/tickets/{number}']").first).to_be_visible(timeout=PATIENT)
    page.goto(f"/tickets/{number}")
    expect(page.locator(".evt", has_text="The reply of Anna goes out on")).to_be_visible(timeout=PATIENT)
    page.get_by_role("button", name="Not by itself").click()
    expect(page.locator("#panel-reply")).not_to_contain_text("Goes out by itself", timeout=PATIENT)
    draft.refresh_from_db()
    assert draft.send_at is None
    assert words in draft.html
