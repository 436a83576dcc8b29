"""Pictures in a reply: put in by button, paste and drop; described, kept, sent inside the mail, shown in the thread."""

import base64
import email
import email.policy
import io
from email.message import EmailMessage

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, expect

from ringback.tickets.models import Draft, DraftFile, Message
from tests.web.browser.conftest import PATIENT
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.xdist_group("desk")]

# The editor sets empty ones beside them, for the cursor.
PICTURE = "img:not(.ProseMirror-separator)"


def _png(colour: str = "teal") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(made, "PNG")
    return made.getvalue()


def _begin(page: Page, world: World) -> Locator:
    Draft.objects.filter(author=world.users["anna"]).delete()
    page.goto(f"/tickets/{world.near.other.pk}")
    page.keyboard.press("r")
    pad = page.locator("#panel-reply [role=textbox]")
    expect(pad).to_be_focused(timeout=PATIENT)
    return pad


def _choose(page: Page, *files: FilePayload) -> None:
    with page.expect_file_chooser() as chooser:
        page.locator("#panel-reply [data-picture]").press("Enter")
    chooser.value.set_files(list(files))


def _carry(pad: Locator, kind: str, content: bytes, words: str = "") -> None:
    """Paste or drop a file, as the browser tells the page of it."""
    pad.evaluate(
        """(pad, [kind, content, words]) => {
        const bytes = Uint8Array.from(atob(content), (c) => c.charCodeAt(0))
        const carried = new DataTransfer()
        carried.items.add(new File([bytes], "shot.png", { type: "image/png" }))
        if (words) { carried.setData("text/plain", words); carried.setData("text/html", `<p>${words}</p>`) }
        const { left, top } = pad.getBoundingClientRect()
        const place = { clientX: left + 14, clientY: top + 14 }
        const more = kind === "paste" ? { clipboardData: carried } : { dataTransfer: carried, ...place }
        const Kind = kind === "paste" ? ClipboardEvent : DragEvent
        pad.dispatchEvent(new Kind(kind, { bubbles: true, cancelable: true, ...more }))
        }""",
        [kind, base64.b64encode(content).decode(), words],
    )


def _saved(page: Page) -> None:
    expect(page.locator("#panel-reply [data-saved]")).to_have_text("Saved", timeout=PATIENT)


def _sent_mail() -> tuple[Message, EmailMessage]:
    message = Message.objects.filter(direction="out").latest("id")
    assert message.delivery
    read = email.message_from_bytes(bytes(message.delivery.content or b""), policy=email.policy.default)
    assert isinstance(read, EmailMessage)
    return message, read


@pytest.mark.parametrize("width", [1440, 390])
def test_a_picture_goes_inside_the_mail_and_shows_in_the_thread(width: int, page: Page, world: World) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    pad = _begin(page, world)
    page.keyboard.type(f"The lid at {width} looks so: ")
    _choose(page, {"name": "lid.png", "mimeType": "image/png", "buffer": _png()})
    expect(pad.locator(PICTURE)).to_be_visible(timeout=PATIENT)
    expect(pad.locator(PICTURE)).to_have_js_property("naturalWidth", 60)
    expect(pad).to_be_focused()
    page.keyboard.type(" and not otherwise.")
    described = page.get_by_label("What it shows")
    expect(described).to_have_value("lid.png")
    described.fill('A lid with a "crack"')
    described.press("Enter")
    expect(pad.locator(PICTURE)).to_have_attribute("alt", 'A lid with a "crack"')
    _saved(page)
    page.reload()
    pad = page.locator("#panel-reply [role=textbox]")
    expect(pad.locator(PICTURE)).to_have_js_property("naturalWidth", 60, timeout=PATIENT)
    expect(page.get_by_label("What it shows")).to_have_value('A lid with a "crack"')
    expect(page.locator("#panel-reply [data-list] li")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator("#panel-reply [data-send]").click()
    shown = page.locator("article.msg.out", has_text=f"The lid at {width}")
    expect(shown.locator(".prose img")).to_have_js_property("naturalWidth", 60, timeout=PATIENT)
    expect(shown.locator(".files")).to_have_count(0)
    _goes_inside(*_sent_mail())


def _goes_inside(message: Message, sent: EmailMessage) -> None:
    related = [part for part in sent.walk() if part.get_content_type() == "multipart/related"]
    assert len(related) == 1
    html, picture = related[0].iter_parts()
    assert (picture.get_content_type(), picture.get_content_disposition()) == ("image/png", "inline")
    cid = picture["Content-ID"].strip("<>")
    assert f'<img src="cid:{cid}" alt="A lid with a &quot;crack&quot;">' in html.get_content()
    assert picture.get_content() == _png()
    assert [part.get_filename() for part in sent.walk() if part.get_content_maintype() == "image"] == [
        "lid.png"
    ]
    file = message.files.get()
    assert (file.content_id, file.is_inline) == (cid, True)


def test_what_is_pasted_or_dropped_stands_in_the_text_and_words_stay_words(page: Page, world: World) -> None:
    pad = _begin(page, world)
    page.keyboard.type("First")
    _carry(pad, "paste", _png("red"))
    expect(pad.locator(PICTURE)).to_have_count(1, timeout=PATIENT)
    _carry(pad, "drop", _png("blue"))
    expect(pad.locator(PICTURE)).to_have_count(2, timeout=PATIENT)
    _carry(pad, "paste", _png("green"), "from a table")
    expect(pad).to_contain_text("from a table")
    _saved(page)
    assert DraftFile.objects.filter(draft__author=world.users["anna"], is_inline=True).count() == 2
    expect(page.locator("#panel-reply [data-list] li")).to_have_count(0)


def test_a_picture_taken_out_is_not_sent_and_comes_back_with_undo(page: Page, world: World) -> None:
    pad = _begin(page, world)
    page.keyboard.type("Without after all.")
    _choose(page, {"name": "lid.png", "mimeType": "image/png", "buffer": _png()})
    expect(pad.locator(PICTURE)).to_be_visible(timeout=PATIENT)
    _saved(page)  # what follows is a step of its own to undo
    page.get_by_role("button", name="Remove lid.png").press("Enter")
    expect(pad.locator(PICTURE)).to_have_count(0)
    expect(pad).to_be_focused()
    page.keyboard.press("Control+z")
    expect(pad.locator(PICTURE)).to_have_js_property("naturalWidth", 60, timeout=PATIENT)
    page.get_by_role("button", name="Remove lid.png").press("Enter")
    _saved(page)
    page.reload()
    expect(page.locator("#panel-reply [data-list] li")).to_have_count(0)
    page.locator("#panel-reply [data-send]").click()
    expect(page.locator("article.msg.out", has_text="Without after all.")).to_be_visible(timeout=PATIENT)
    message, sent = _sent_mail()
    assert not message.files.exists()
    assert not [part for part in sent.walk() if part.get_content_maintype() == "image"]


def test_what_is_no_picture_is_said_below_the_text_and_nothing_is_lost(page: Page, world: World) -> None:
    pad = _begin(page, world)
    page.keyboard.type("Still here.")
    problems = page.locator("#panel-reply > [data-problems]")
    _choose(page, {"name": "lid.png", "mimeType": "image/png", "buffer": b"no picture"})
    expect(problems).to_contain_text("not a picture", timeout=PATIENT)
    _carry(pad, "paste", b"nor this")
    expect(problems).to_contain_text("not a picture", timeout=PATIENT)
    expect(pad).to_have_text("Still here.")
    expect(pad.locator(PICTURE)).to_have_count(0)
    _saved(page)


def test_a_reply_waits_for_what_is_on_its_way(page: Page, world: World) -> None:
    pad = _begin(page, world)
    page.keyboard.type("Wait for it.")
    held = []
    page.route("**/drafts/reply/files", lambda asked: held.append(asked))
    before = Message.objects.count()
    _choose(page, {"name": "lid.png", "mimeType": "image/png", "buffer": _png()})
    page.wait_for_function("() => !document.querySelector('#panel-reply [data-progress]').hidden")
    page.locator("#panel-reply [data-send]").click()
    expect(page.locator("#panel-reply > [data-problems]")).to_contain_text("still on its way")
    assert Message.objects.count() == before
    held[0].continue_()
    expect(pad.locator(PICTURE)).to_be_visible(timeout=PATIENT)
    page.locator("#panel-reply [data-send]").click()
    expect(page.locator("article.msg.out", has_text="Wait for it.").locator(".prose img")).to_be_visible(
        timeout=PATIENT
    )
