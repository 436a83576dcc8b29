"""Screens that renew themselves leave alone what is open, half-written or scrolled to; hidden ones do not listen."""

import contextlib
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Error, Locator, Page, Request, Route, expect

from ringback.access.identify import actor_of
from ringback.channels.adapters.email.parsed import Address
from ringback.kit.clock import now
from ringback.tickets import linking, noting
from ringback.tickets.models import Draft, Message, Note, Ticket
from tests.servers import Desk
from tests.web.browser.conftest import PATIENT
from tests.world import World, mail

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("desk")]
HIDE = """state => {
  Object.defineProperty(document, "hidden", { value: state, configurable: true })
  document.dispatchEvent(new Event("visibilitychange"))
}"""


def _lena_notes(world: World, words: str) -> None:
    noting.note(actor_of(world.users["lena"]), world.near.ticket.pk, f"<p>{words}</p>")


@pytest.fixture
def streams(page: Page) -> Iterator[list[Request]]:
    """The live streams that the window has opened."""
    seen: list[Request] = []
    page.on("request", lambda asked: seen.append(asked) if "/live?" in asked.url else None)
    yield seen


def test_what_was_opened_in_the_thread_stays_open(page: Page, world: World) -> None:
    quoted = '<p>See below.</p><details data-quote=""><p>An older word.</p></details>'
    Message.objects.filter(pk=world.near.message.pk).update(html=quoted)
    page.goto(f"/tickets/{world.near.ticket.pk}")
    page.locator("article.msg details[data-quote] summary").click()
    expect(page.get_by_text("An older word.")).to_be_visible()
    _lena_notes(world, "Something happened beside it.")
    expect(page.locator("article.note", has_text="happened beside it")).to_be_visible(timeout=PATIENT)
    expect(page.get_by_text("An older word.")).to_be_visible()


def test_what_was_opened_stays_open_where_its_own_message_changes(page: Page, world: World) -> None:
    quoted = '<p>See below.</p><details data-quote=""><p>A much older word.</p></details>'
    Message.objects.filter(pk=world.near.message.pk).update(html=quoted)
    page.goto(f"/tickets/{world.near.ticket.pk}")
    page.locator("article.msg details[data-quote] summary").click()
    Message.objects.filter(pk=world.near.message.pk).update(html=quoted.replace("See", "Look"))
    _lena_notes(world, "That was put right.")
    expect(page.locator("article.msg", has_text="Look below.")).to_be_visible(timeout=PATIENT)
    expect(page.get_by_text("A much older word.")).to_be_visible()


def test_pictures_that_were_shown_stay_shown(page: Page, world: World) -> None:
    html = '<p>Look:</p><img data-remote="http://127.0.0.1:1/p.gif" alt="the lid">'
    Message.objects.filter(pk=world.near.message.pk).update(html=html)
    page.goto(f"/tickets/{world.near.ticket.pk}?pictures={world.near.message.pk}")
    expect(page.locator("article.msg img[alt='the lid'][src]")).to_be_attached()
    _lena_notes(world, "Nice picture.")
    expect(page.locator("article.note", has_text="Nice picture.")).to_be_visible(timeout=PATIENT)
    expect(page.locator("article.msg img[alt='the lid'][src]")).to_be_attached()
    Message.objects.filter(pk=world.near.message.pk).update(html="<p>Kettle leaks since May.</p>")


def test_a_note_that_is_being_put_right_keeps_its_words(page: Page, world: World) -> None:
    note = noting.note(actor_of(world.users["anna"]), world.near.ticket.pk, "<p>Teh lid.</p>")
    page.goto(f"/tickets/{world.near.ticket.pk}")
    entry = page.locator(f"#note-{note.pk}")
    entry.get_by_text("Put right").click()
    entry.locator("textarea").focus()
    pad = entry.locator("[role=textbox]")
    expect(pad).to_be_focused(timeout=PATIENT)
    page.keyboard.press("Control+a")
    page.keyboard.type("The lid.")
    Note.objects.filter(pk=note.pk).update(is_for_partner=True)
    _lena_notes(world, "Which lid?")
    expect(page.locator("article.note", has_text="Which lid?")).to_be_visible(timeout=PATIENT)
    expect(pad).to_have_text("The lid.")
    entry.get_by_role("button", name="Save").click()
    expect(entry.locator(".prose").first).to_have_text("The lid.", timeout=PATIENT)
    expect(entry.locator("form")).to_be_hidden()


def test_what_changed_beside_is_shown_once_the_field_is_left(page: Page, world: World) -> None:
    page.goto(f"/tickets/{world.near.ticket.pk}")
    page.locator("#card-ticket details summary").click(timeout=PATIENT)
    page.locator("#set-tags").focus()
    linking.edit(actor_of(world.users["lena"]), world.near.ticket.pk, {"priority": 2})
    expect(page.locator(".thread .evt", has_text="Priority: High")).to_be_visible(timeout=PATIENT)
    expect(page.locator("#set-tags")).to_be_focused()
    page.locator("h1").first.click()
    expect(page.locator("#set-priority")).to_have_value("2", timeout=PATIENT)
    expect(page.locator("#card-ticket details")).to_have_attribute("open", "")


def test_earlier_messages_are_not_replaced_by_the_newest(page: Page, world: World) -> None:
    page.goto(f"/tickets/{world.near.ticket.pk}?before={world.near.answer.pk}")
    expect(page.locator("article.msg.out")).to_have_count(0)
    page.locator("#set-priority").select_option("Low", timeout=PATIENT)
    expect(page.locator(".head .facts")).to_contain_text("Low", timeout=PATIENT)
    expect(page.locator("article.msg.out")).to_have_count(0)


@pytest.fixture
def sixty(page: Page, world: World) -> Iterator[Locator]:
    """More tickets than a list shows at once, and the rows that a window shows of them."""
    model = world.near.other
    same = {name: getattr(model, name) for name in ("contact", "line", "team", "status", "category")}
    Ticket.objects.bulk_create(
        Ticket(subject=f"Question {i}", created_at=now(), updated_at=now(), **same) for i in range(60)
    )
    yield page.locator("a.row", has_text="Question ")
    Ticket.objects.filter(subject__startswith="Question ").delete()


def test_a_list_made_longer_stays_long_and_keeps_the_place(page: Page, world: World, sixty: Locator) -> None:
    page.goto("/tickets?view=open")
    expect(page.locator("a.row")).to_have_count(50)
    page.get_by_role("link", name="More").click()
    expect(sixty).to_have_count(60, timeout=PATIENT)
    page.keyboard.press("j")
    page.keyboard.press("j")
    held = page.locator("a.row:focus").get_attribute("href")
    mail(world.near.line, Address("Zoe", "zoe@mail.example"), "One at the top", "Where is it?")
    expect(page.locator("a.row", has_text="One at the top")).to_be_visible(timeout=PATIENT)
    expect(sixty).to_have_count(60)
    expect(page.locator(f'a.row[href="{held}"]')).to_be_focused()


@pytest.mark.parametrize("first", ["renewal", "more"])
def test_more_and_a_renewal_at_once_lose_nothing(
    page: Page, world: World, sixty: Locator, first: str
) -> None:
    page.goto("/tickets?view=open")
    expect(page.locator("a.row")).to_have_count(50)
    held: list[Route] = []
    asked = {"renewal": "shown=", "more": "cursor="}[first]
    page.route(lambda url: asked in url, lambda route: held.append(route), times=1)
    ask = {
        "renewal": "htmx.trigger('#list-part', 'live')",
        "more": "document.querySelector('.list-foot a').click()",
    }
    page.evaluate("; ".join([ask.pop(first), *ask.values()]))
    while not held:
        page.wait_for_timeout(20)
    if first == "renewal":
        expect(sixty).to_have_count(60, timeout=PATIENT)
    mail(world.near.line, Address("Zoe", "zoe@mail.example"), f"{first} was first", "Hello?")
    with contextlib.suppress(Error):  # a renewal that the window has given up
        held[0].continue_()
    expect(page.locator("a.row", has_text=f"{first} was first")).to_be_visible(timeout=PATIENT)
    expect(sixty).to_have_count(60, timeout=PATIENT)


def test_a_hidden_window_does_not_listen_and_misses_nothing(
    page: Page, world: World, streams: list[Request]
) -> None:
    page.goto("/tickets?view=all")
    expect(page.locator("a.row").first).to_be_visible()
    streams.clear()
    with page.expect_event("requestfailed", lambda asked: "/live?" in asked.url):
        page.evaluate(HIDE, True)
    mail(world.near.line, Address("Zoe", "zoe@mail.example"), "While nobody looked", "Hello?")
    page.evaluate(HIDE, False)
    expect(page.locator("a.row", has_text="While nobody looked")).to_be_visible(timeout=PATIENT)
    assert ["since=" in asked.url for asked in streams] == [True]


def test_seven_windows_of_one_browser_all_answer(page: Page, world: World) -> None:
    windows = [page.context.new_page() for _ in range(6)]
    for window in windows:
        window.goto("/tickets?view=open")
        expect(window.locator("h1")).to_be_visible()
        window.evaluate(HIDE, True)
    page.goto(f"/tickets/{world.near.ticket.pk}")
    expect(page.locator("article.msg").first).to_be_visible()


def test_what_happened_between_rendering_and_listening_is_shown(page: Page, world: World) -> None:
    def late(route: object) -> None:
        mail(world.near.line, Address("Zoe", "zoe@mail.example"), "Just between", "Hello?")
        route.continue_()  # type: ignore[attr-defined]  # Playwright's Route

    page.route("**/live?*", late, times=1)
    page.goto("/tickets?view=open")
    expect(page.locator("a.row", has_text="Just between")).to_be_visible(timeout=PATIENT)


def test_a_list_goes_on_without_scripts(
    world: World, shared_desk: Desk, browser: Browser, page: Page
) -> None:
    cookies = page.context.storage_state()
    plain = browser.new_context(base_url=shared_desk.url, java_script_enabled=False, storage_state=cookies)
    window = plain.new_page()
    window.goto("/tickets?view=open&sort=created")
    expect(window.locator("header.top")).to_be_visible()
    window.goto(f"/tickets/{world.near.ticket.pk}/aside")
    expect(window.get_by_label("Reason for closing")).to_be_visible()
    plain.close()
    Draft.objects.filter(author=world.users["anna"]).delete()
