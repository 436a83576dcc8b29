"""A day at the desk in a real browser: keys, editor, live parts, a phone, and without scripts."""

import pytest
from playwright.sync_api import Browser, Page, expect

from ringback.access.identify import actor_of
from ringback.channels.adapters.email.parsed import Address
from ringback.tickets import noting
from ringback.tickets.models import Draft, Message, Ticket
from tests.servers import Desk
from tests.web.browser.conftest import PASSWORD, PATIENT
from tests.world import World, mail

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("desk")]
LONG = "Donaudampfschifffahrtsgesellschaftskapitän" * 5


def test_a_reply_is_written_formatted_and_sent_by_keyboard_alone(page: Page, world: World) -> None:
    page.goto("/tickets?view=open")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("h1").first).to_be_visible()
    page.goto(f"/tickets/{world.near.other.pk}")
    page.keyboard.press("r")
    expect(page.locator("#panel-reply [role=textbox]")).to_be_focused(timeout=PATIENT)
    page.keyboard.type("A *new* lid is on its way.")
    expect(page.locator("#panel-reply [data-saved]")).to_have_text("Saved", timeout=PATIENT)
    assert Draft.objects.filter(ticket=world.near.other, kind="reply").exists()
    page.keyboard.press("Control+Enter")
    expect(page.locator("article.msg.out em", has_text="new")).to_be_visible(timeout=PATIENT)
    sent = Message.objects.filter(ticket=world.near.other, direction="out").latest("id")
    assert sent.html == "<p>A <em>new</em> lid is on its way.</p>"
    assert not Draft.objects.filter(ticket=world.near.other, kind="reply").exists()


def test_a_colleague_is_called_into_a_note(page: Page, world: World) -> None:
    page.goto(f"/tickets/{world.near.ticket.pk}")
    page.keyboard.press("n")
    expect(page.locator("#panel-note [role=textbox]")).to_be_focused(timeout=PATIENT)
    page.keyboard.type("Please look, @len")
    expect(page.locator(".suggest")).to_contain_text("Lena", timeout=PATIENT)
    page.keyboard.press("Enter")
    page.keyboard.type("and say.")
    page.locator("#panel-note [data-send]").click()
    told = page.locator("article.note", has_text="Please look, @Lena and say.")
    expect(told).to_contain_text("Called in: Lena", timeout=PATIENT)


def test_what_others_do_appears_by_itself_and_leaves_the_words_being_typed_alone(
    page: Page, world: World
) -> None:
    page.goto(f"/tickets/{world.near.ticket.pk}")
    page.keyboard.press("r")
    expect(page.locator("#panel-reply [role=textbox]")).to_be_focused(timeout=PATIENT)
    page.keyboard.type("Half a sentence")
    noting.note(actor_of(world.users["lena"]), world.near.ticket.pk, "<p>I have rung him.</p>")
    expect(page.locator("article.note", has_text="I have rung him.")).to_be_visible(timeout=PATIENT)
    expect(page.locator("#panel-reply [role=textbox]")).to_contain_text("Half a sentence")


def test_new_mail_appears_in_the_open_list(page: Page, world: World) -> None:
    page.goto("/tickets?view=open")
    mail(world.near.line, Address("Zoe", "zoe@mail.example"), "A brand-new question", "Where is it?")
    expect(page.locator("a.row", has_text="A brand-new question")).to_be_visible(timeout=PATIENT)


def test_status_and_tags_change_beside_the_thread(page: Page, world: World) -> None:
    page.goto(f"/tickets/{world.near.ticket.pk}")
    page.select_option("#set-priority", label="Urgent")
    expect(page.locator(".head .facts")).to_contain_text("Urgent", timeout=PATIENT)
    page.fill("#set-tags", "lid, refund")
    page.keyboard.press("Enter")
    expect(page.locator(".thread")).to_contain_text("Priority: Urgent", timeout=PATIENT)
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()


@pytest.mark.parametrize("width", [320, 390, 768, 1024, 1440])
def test_nothing_sticks_out_at_any_width(width: int, page: Page, world: World) -> None:
    Ticket.objects.filter(pk=world.near.other.pk).update(subject=LONG)
    page.set_viewport_size({"width": width, "height": 800})
    for at in (
        "/tickets?view=open",
        f"/tickets/{world.near.other.pk}",
        f"/contacts/{world.near.contact.pk}",
        "/me",
        "/inbound",
    ):
        page.goto(at)
        assert (
            page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
        ), at


def test_without_scripts_everything_can_be_read_and_answered(
    world: World, shared_desk: Desk, browser: Browser
) -> None:
    context = browser.new_context(base_url=shared_desk.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/sign-in")
    page.fill("#id_login", "anna@house.example")
    page.fill("#id_password", PASSWORD)
    page.click("button.go")
    page.goto(f"/tickets/{world.near.ticket.pk}")
    expect(page.locator("article.msg").first).to_be_visible()
    page.fill("#reply-text", "Plain and simple.")
    page.locator("#panel-reply [data-send]").click()
    expect(page.locator("article.msg.out", has_text="Plain and simple.")).to_be_visible()
    page.get_by_text("Details and customer").click()
    expect(page.locator("main")).to_contain_text("colin@mail.example")
    context.close()
