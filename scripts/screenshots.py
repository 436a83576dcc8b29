"""`make screenshots`: an invented company's desk as docs/screenshots shows it, wide and narrow, light and dark."""

import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
SHOTS = ROOT / "docs" / "screenshots"
PORT = 8471
AT = f"http://127.0.0.1:{PORT}"
WINDOWS = {1440: 900, 390: 844}
SWITCHES = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
]


def main() -> int:
    SHOTS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"RINGBACK_DATA": folder, "RINGBACK_URL": AT}
        _ringback(environment, "migrate")
        told = _ringback(environment, "demo")
        who = re.search(r"(\S+@\S+).*administrator", told)
        password = re.search(r"password\s+(\S+)", told)
        if not who or not password:
            raise SystemExit("the demo named nobody to sign in as")
        with _desk(environment), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=SWITCHES)
            _shoot(browser, who[1], password[1])
            browser.close()
    return 0


def _shoot(browser: Browser, email: str, password: str) -> None:
    for scheme in ("light", "dark"):
        for width, height in WINDOWS.items():
            context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
            page = context.new_page()
            page.goto(AT)
            page.fill("input[name=login]", email)
            page.fill("input[name=password]", password)
            page.press("input[name=password]", "Enter")
            page.wait_for_url("**/tickets*")
            page.goto(f"{AT}/tickets?view=open")
            first = (
                page.locator("a[href^='/tickets/']")
                .filter(has_text=re.compile(r"\w"))
                .nth(1)
                .get_attribute("href")
            )
            pages = {
                "list": "/tickets?view=open",
                "ticket": first or "/tickets",
                "search": "/search?q=order",
                "health": "/office/health",
            }
            for name, path in pages.items():
                page.goto(AT + path)
                page.wait_for_load_state("load")
                if name == "ticket":
                    # What stands beside the thread is fetched apart.
                    page.locator("#card-ticket").wait_for(state="attached")
                shot = SHOTS / f"{name}-{scheme}-{width}.png"
                page.screenshot(path=shot, animations="disabled")
                # A palette keeps the repository small; nobody sees the difference.
                Image.open(shot).convert("P", palette=Image.Palette.ADAPTIVE, colors=128).save(
                    shot, optimize=True
                )
            context.close()


def _ringback(environment: dict[str, str], *words: str) -> str:
    command = [sys.executable, "-m", "ringback", *words]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout


@contextmanager
def _desk(environment: dict[str, str]) -> Iterator[None]:
    command = [sys.executable, "-m", "ringback", "run", "--port", str(PORT)]
    process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        _until_it_answers()
        yield
    finally:
        process.terminate()
        process.wait(30)


def _until_it_answers() -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(f"{AT}/health", timeout=5)  # noqa: S310  (our own loopback)
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise SystemExit("the desk did not start")


if __name__ == "__main__":
    sys.exit(main())
