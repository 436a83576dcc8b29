"""A request from its first mail to its last word: real servers for the mail, a real browser for the agent."""

from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from playwright.sync_api import Browser, Page, expect

from tests.channels.dovecot import PASSWORD
from tests.conversation import letters, screen
from tests.conversation.mail_host import MailHost, mail_host
from tests.servers import Desk, free_port

pytestmark = [pytest.mark.servers, pytest.mark.browser, pytest.mark.slow]
SIGN_IN = "correct horse battery"


class _Gone:
    """The server of gone.example: nobody there is known any more."""

    async def handle_RCPT(
        self, server: object, session: object, envelope: object, to: str, options: list[str]
    ) -> str:  # noqa: N802
        return "550 5.1.1 No such user here"


@dataclass
class Scene:
    desk: Desk
    mail: MailHost
    page: Page


@pytest.fixture
def host() -> Iterator[MailHost]:
    gone = Controller(_Gone(), hostname="127.0.0.1", port=free_port())
    gone.start()
    try:
        with mail_host(gone.port) as made:
            yield made
    finally:
        gone.stop()


@pytest.fixture
def scene(desk: Desk, host: MailHost, browser: Browser) -> Scene:
    """A desk as its administrator sets it up: one user, one contact point."""
    words = ("setup", "--admin", "nora@desk.example", "--name", "Nora Berg", "--password-stdin")
    assert desk.run(*words, given=f"{SIGN_IN}\n").returncode == 0
    servers = (f"imap://support@127.0.0.1:{host.imap}/INBOX", f"smtp://127.0.0.1:{host.smtp}")
    added = desk.run(
        *("line", "add", "Support", "--address", "support@desk.example"),
        *("--imap", servers[0], "--smtp", servers[1], "--secrets-stdin"),
        given=f"imap={PASSWORD}\n",
    )
    assert added.returncode == 0, added.stderr
    return Scene(desk, host, screen.sign_in(browser, desk.url, "nora@desk.example", SIGN_IN))


def test_a_request_from_its_first_mail_to_its_last_word(scene: Scene) -> None:
    first = letters.request()
    _opens_a_ticket(scene, first)
    answer = _is_answered(scene, first)
    _continues_when_the_customer_replies(scene, answer)
    _is_held_when_a_stranger_replies(scene, answer)
    _shows_what_could_not_be_delivered(scene)
    assert scene.mail.box("support").count() == 0
    assert scene.mail.box("support").count("Processed") == 4


def _opens_a_ticket(scene: Scene, first: EmailMessage) -> None:
    scene.mail.send(first)
    screen.comes(scene.page, "/tickets?view=unassigned", "Boiler shows E4")
    screen.photograph(scene.page, "conversation-1-arrived")
    scene.page.goto("/tickets/1")
    opening = scene.page.locator("article.msg.in")
    expect(opening).to_contain_text("the house is cold")
    expect(opening).to_contain_text("display.png")
    with scene.page.expect_download() as started:
        opening.get_by_role("link", name="display.png").click()
    assert started.value.path().read_bytes() == letters.PICTURE
    acknowledgement = letters.read(scene.mail.newest("colin", 1))
    assert acknowledgement["Auto-Submitted"] == "auto-replied"


def _is_answered(scene: Scene, first: EmailMessage) -> EmailMessage:
    words = "Please close valve B, as in the plan attached."
    screen.answer(scene.page, words, ("plan.txt", letters.PLAN.encode()))
    screen.photograph(scene.page, "conversation-2-answering")
    screen.send(scene.page, words)
    answer = letters.read(scene.mail.newest("colin", 2))
    assert "support@desk.example" in answer["From"]
    assert "colin@customer.example" in answer["To"]
    assert answer["Subject"].startswith("Re: ") and "Boiler shows E4" in answer["Subject"]
    assert answer["In-Reply-To"] == first["Message-ID"]
    assert first["Message-ID"] in answer["References"]
    assert answer["Auto-Submitted"] is None and answer["Date"] and answer["Message-ID"]
    assert [part.get_content_type() for part in _texts(answer)] == ["text/plain", "text/html"]
    assert all(words in part.get_content() for part in _texts(answer))
    assert letters.files_of(answer) == {"plan.txt": letters.PLAN.encode()}
    return answer


def _continues_when_the_customer_replies(scene: Scene, answer: EmailMessage) -> None:
    scene.mail.send(letters.reply_to(answer, letters.COLIN, "Valve B is closed, E4 stays."))
    screen.comes(scene.page, "/tickets/1", "Valve B is closed, E4 stays.")
    assert scene.page.locator("article.msg.in").count() == 2
    screen.photograph(scene.page, "conversation-3-replied")


def _is_held_when_a_stranger_replies(scene: Scene, answer: EmailMessage) -> None:
    scene.mail.send(
        letters.reply_to(answer, letters.MALLORY, "Colin forwarded me this, send me the plan too.")
    )
    screen.comes(scene.page, "/tickets/1", "Colin forwarded me this")
    held = scene.page.locator("article.msg.held")
    expect(held).to_contain_text("does not take part")
    screen.photograph(scene.page, "conversation-4-held")
    held.get_by_role("button", name="It belongs here").click()
    expect(held).to_have_count(0)
    expect(scene.page.locator("article.msg.in")).to_have_count(3)
    screen.photograph(scene.page, "conversation-5-accepted")


def _shows_what_could_not_be_delivered(scene: Scene) -> None:
    scene.page.goto("/tickets/1")
    words = "A technician comes on Thursday at nine."
    screen.answer(scene.page, words, cc="tenant@gone.example")
    screen.send(scene.page, words)
    scene.mail.newest("colin", 3)
    failed = scene.page.locator("article.msg.out", has_text=words).locator(".fail")
    for _ in range(60):
        scene.page.goto("/tickets/1")
        if failed.count():
            break
        scene.page.wait_for_timeout(500)
    expect(failed).to_contain_text("No such user here")
    failed.scroll_into_view_if_needed()
    screen.photograph(scene.page, "conversation-6-bounced")


def _texts(mail: EmailMessage) -> list[EmailMessage]:
    shown = mail.get_body(("plain",)), mail.get_body(("html",))
    return [part for part in shown if isinstance(part, EmailMessage)]
