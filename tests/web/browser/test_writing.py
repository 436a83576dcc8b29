"""Writing and choosing at the desk: what a key does, what is kept, and what is held back."""

import pytest
from playwright.sync_api import Page, expect

from ringback.channels.adapters.email.parsed import Address
from ringback.tickets.models import Category, Draft, Mention, Message, Note, Status, Ticket
from tests.web.browser.conftest import PATIENT
from tests.world import World, mail

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.xdist_group("desk")]


def _note(page: Page, number: int) -> None:
    page.goto(f"/tickets/{number}")
    page.keyboard.press("n")
    expect(page.locator("#panel-note [role=textbox]")).to_be_focused(timeout=PATIENT)


def _reply(page: Page, number: int) -> None:
    page.goto(f"/tickets/{number}")
    page.keyboard.press("r")
    expect(page.locator("#panel-reply [role=textbox]")).to_be_focused(timeout=PATIENT)


def _customer_writes(world: World, words: str) -> None:
    near = world.near
    sender = Address("Colin", "colin@mail.example")
    mail(near.line, sender, "Re: Kettle leaks", words, in_reply_to=[near.answer.message_id])


def _forget_drafts(world: World) -> None:
    Draft.objects.filter(author=world.users["anna"]).delete()


def test_a_mail_address_can_be_written_into_a_note(page: Page, world: World) -> None:
    _note(page, world.near.other.pk)
    page.keyboard.type("Ask lid@shop.example at 5 @ noon")
    expect(page.locator("#panel-note [role=textbox]")).to_have_text("Ask lid@shop.example at 5 @ noon")
    expect(page.locator("#note-tell")).to_have_value("")


def test_what_is_to_be_said_to_whom_survives_a_reload(page: Page, world: World) -> None:
    _forget_drafts(world)
    _note(page, world.near.other.pk)
    page.keyboard.type("For you, @len")
    page.locator(".suggest [role=option]", has_text="Lena").click(timeout=PATIENT)
    page.locator("#panel-note [name=is_for_partner]").check()
    expect(page.locator("#panel-note [data-saved]")).to_have_text("Saved", timeout=PATIENT)
    page.reload()
    page.keyboard.press("n")
    expect(page.locator("#panel-note .chip", has_text="Lena")).to_be_visible(timeout=PATIENT)
    expect(page.locator("#panel-note [name=is_for_partner]")).to_be_checked()
    page.locator("#panel-note [data-send]").click()
    expect(page.locator("article.note", has_text="For you, @Lena")).to_be_visible(timeout=PATIENT)
    note = Note.objects.latest("id")
    assert note.is_for_partner
    assert [mention.user for mention in Mention.objects.filter(note=note)] == [world.users["lena"]]


def test_enter_among_names_sends_nothing(page: Page, world: World) -> None:
    _forget_drafts(world)
    notes, messages = Note.objects.count(), Message.objects.count()
    _note(page, world.near.other.pk)
    page.keyboard.type("Half a note")
    page.locator("#note-tell").press("Enter")
    page.locator("#note-tell").fill("nobody of that name")
    page.locator("#panel-note [data-send]").click()
    expect(page.locator("#note-tell")).to_be_focused()
    _reply(page, world.near.other.pk)
    page.keyboard.type("Half a reply")
    page.locator("#reply-cc").press("Enter")
    expect(page.locator("#panel-reply [data-saved]")).to_have_text("Saved", timeout=PATIENT)
    assert (Note.objects.count(), Message.objects.count()) == (notes, messages)


def test_suggestions_say_themselves_to_screen_readers(page: Page, world: World) -> None:
    _note(page, world.near.other.pk)
    field = page.get_by_role("combobox", name="Tell")
    expect(field).to_have_attribute("aria-expanded", "false")
    field.type("nor")
    offered = page.get_by_role("listbox", name="Tell")
    option = offered.get_by_role("option", name="North")
    expect(option).to_have_attribute("aria-selected", "true", timeout=PATIENT)
    expect(field).to_have_attribute("aria-expanded", "true")
    assert field.get_attribute("aria-activedescendant") == option.get_attribute("id")
    assert field.get_attribute("aria-controls") == offered.get_attribute("id")
    field.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")


def test_arrows_only_look_and_enter_chooses(page: Page, world: World) -> None:
    number = world.near.other.pk
    before = Ticket.objects.get(pk=number).version
    page.goto(f"/tickets/{number}")
    choice = page.locator("#set-priority")
    choice.focus(timeout=PATIENT)
    choice.press("Home")
    choice.press("ArrowDown")
    assert Ticket.objects.get(pk=number).version == before
    choice.press("Enter")
    expect(page.locator(".thread .evt", has_text="Priority: High")).to_be_visible(timeout=PATIENT)
    choice.press("ArrowUp")
    page.locator("#set-tags").focus()
    expect(page.locator(".thread .evt", has_text="Priority: Urgent")).to_be_visible(timeout=PATIENT)
    page.locator("#set-type").press("ArrowDown")
    page.keyboard.press("Escape")
    expect(page.locator("#set-type")).to_have_value("question")
    assert Ticket.objects.get(pk=number).version == before + 2


def test_a_refusal_leaves_what_stands_beside_the_thread(page: Page, world: World) -> None:
    page.goto(f"/tickets/{world.near.ticket.pk}")
    card = page.locator("#card-links")
    card.locator("[name=other]").fill("999999")
    card.get_by_role("button", name="Link", exact=True).click()
    expect(card.locator("[data-problems]")).not_to_be_empty(timeout=PATIENT)
    expect(page.locator("#card-ticket")).to_be_visible()
    expect(card.locator("[name=other]")).to_have_value("999999")


def test_what_was_shown_before_the_first_word_counts_as_seen(page: Page, world: World) -> None:
    _forget_drafts(world)
    page.goto(f"/tickets/{world.near.ticket.pk}")
    _customer_writes(world, "I found the lid.")
    expect(page.locator("article.msg", has_text="I found the lid.")).to_be_visible(timeout=PATIENT)
    page.keyboard.press("r")
    expect(page.locator("#panel-reply [role=textbox]")).to_be_focused(timeout=PATIENT)
    page.keyboard.type("How nice of the lid.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("article.msg.out", has_text="How nice of the lid.")).to_be_visible(timeout=PATIENT)
    assert Ticket.objects.get(pk=world.near.ticket.pk).category == Category.WAITING_FOR_CUSTOMER


def test_what_comes_while_one_writes_holds_the_reply_back_once(page: Page, world: World) -> None:
    _forget_drafts(world)
    _reply(page, world.near.ticket.pk)
    page.keyboard.type("About your handle.")
    _customer_writes(world, "It was never the handle.")
    expect(page.locator("article.msg", has_text="never the handle")).to_be_visible(timeout=PATIENT)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".toast", has_text="Nothing was sent")).to_be_visible(timeout=PATIENT)
    expect(page.locator("#panel-reply .moved")).to_be_visible()
    assert not Message.objects.filter(direction="out", text__contains="About your handle").exists()
    page.locator("#panel-reply [data-send]").click()
    expect(page.locator("article.msg.out", has_text="About your handle.")).to_be_visible(timeout=PATIENT)


def test_after_sending_one_goes_on_where_one_wrote(page: Page, world: World) -> None:
    _forget_drafts(world)
    _reply(page, world.near.other.pk)
    page.keyboard.type("By keyboard alone.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("article.msg.out", has_text="By keyboard alone.")).to_be_visible(timeout=PATIENT)
    expect(page.locator("#tab-reply")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#tab-note")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#panel-note [role=textbox]")).to_be_focused(timeout=PATIENT)


def test_a_resolved_ticket_is_answered_by_keyboard(page: Page, world: World) -> None:
    _forget_drafts(world)
    resolved = Status.objects.get(category=Category.RESOLVED)
    Ticket.objects.filter(pk=world.near.ticket.pk).update(status=resolved, category=Category.RESOLVED)
    _reply(page, world.near.ticket.pk)
    page.keyboard.type("Glad that it works.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("article.msg.out", has_text="Glad that it works.")).to_be_visible(timeout=PATIENT)
    assert Ticket.objects.get(pk=world.near.ticket.pk).category == Category.RESOLVED


def test_letters_do_nothing_where_they_are_switched_off(page: Page, world: World) -> None:
    page.goto("/me")
    page.get_by_label("Single-key shortcuts").uncheck()
    page.get_by_role("button", name="Save").first.click()
    page.goto(f"/tickets/{world.near.other.pk}")
    before = Ticket.objects.get(pk=world.near.other.pk).version
    page.keyboard.press("?")
    page.keyboard.press("e")
    page.keyboard.press("n")
    expect(page.locator("#keys")).to_be_hidden()
    expect(page.locator("#tab-note")).to_have_attribute("aria-selected", "false")
    assert Ticket.objects.get(pk=world.near.other.pk).version == before
    page.goto("/me")
    page.get_by_label("Single-key shortcuts").check()
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_label("Single-key shortcuts")).to_be_checked()
