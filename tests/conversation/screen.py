"""The agent's browser: signing in, waiting for what comes, and pictures of it for the documentation."""

import io
import os
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, FilePayload, Locator, Page, ViewportSize, expect

SIZE: ViewportSize = {"width": 1440, "height": 900}
PATIENT = 30_000


def sign_in(browser: Browser, address: str, person: str, password: str) -> Page:
    """A window 1440 pixels wide in which `person` is signed in."""
    page = browser.new_context(viewport=SIZE, base_url=address).new_page()
    page.goto("/sign-in")
    page.fill("#id_login", person)
    page.fill("#id_password", password)
    page.click("button.go")
    page.wait_for_url(lambda url: "/sign-in" not in url)
    return page


def comes(page: Page, address: str, words: str) -> Locator:
    """Look at a page again and again until it shows the words."""
    shown = page.get_by_text(words).first
    for _ in range(60):
        page.goto(address)
        if shown.is_visible():
            return shown
        page.wait_for_timeout(500)
    expect(shown).to_be_visible()
    return shown


def answer(page: Page, text: str, file: tuple[str, bytes] | None = None, cc: str = "") -> None:
    """Write an answer in the editor of the ticket that is open, and send it."""
    form = page.locator("#panel-reply")
    form.locator("#reply-text").focus()
    pad = form.locator('[role="textbox"]')
    pad.wait_for()
    pad.click()
    page.keyboard.insert_text(text)
    if file:
        upload: FilePayload = {"name": file[0], "mimeType": "text/plain", "buffer": file[1]}
        form.locator('input[type="file"]').set_input_files(upload)
        form.locator("[data-list] li").first.wait_for()
    if cc:
        form.locator('[name="cc"]').evaluate("(field, value) => { field.value = value }", cc)


def send(page: Page, text: str) -> None:
    page.locator("#panel-reply [data-send]").first.click()
    expect(page.locator("article.msg", has_text=text).first).to_be_visible(timeout=PATIENT)


def photograph(page: Page, name: str) -> None:
    """Keep what is on the screen where RINGBACK_SCREENSHOTS says, few colours and small."""
    folder = os.environ.get("RINGBACK_SCREENSHOTS")
    if not folder:
        return
    page.wait_for_timeout(300)
    taken = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    for colours in (128, 64, 32):
        kept = io.BytesIO()
        taken.quantize(colours, dither=Image.Dither.NONE).save(kept, "PNG", optimize=True)
        if kept.tell() < 150_000:
            break
    Path(folder).mkdir(parents=True, exist_ok=True)
    (Path(folder) / f"{name}.png").write_bytes(kept.getvalue())
