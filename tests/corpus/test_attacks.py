"""Every scripting attack of the real input, as body, subject, sender and file name, before a browser's eyes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from ringback.channels.models import Inbound, Line
from ringback.channels.take_in import Handed, take_in
from ringback.kit import markup
from ringback.kit.clock import now
from ringback.kit.ids import secret
from ringback.kit.text import file_name, one_line
from ringback.tickets.models import Message, MessageFile, Ticket
from tests.conversation.screen import sign_in
from tests.corpus.attacks import Watch, attacks, many_attacks
from tests.corpus.mails import spread
from tests.corpus.strings import mail_of
from tests.servers import Desk, wait_for

# What Chromium makes of a page hangs on no database.
pytestmark = [
    pytest.mark.corpus,
    pytest.mark.browser,
    pytest.mark.once,
    pytest.mark.xdist_group("attacks"),
]
PASSWORD = "correct horse battery"
SAMPLE = 80
ON_A_PAGE = 100
T = TypeVar("T")


@dataclass
class Scene:
    """A desk with a line, and a watched window in which its agent is signed in."""

    desk: Desk
    page: Page
    watch: Watch


@pytest.fixture(scope="module")
def scene(shared_desk: Desk, browser: Browser) -> Iterator[Scene]:
    words = ("setup", "--admin", "nora@desk.example", "--password-stdin")
    assert shared_desk.run(*words, given=f"{PASSWORD}\n").returncode == 0
    assert shared_desk.run("line", "add", "Support", "--address", "support@desk.example").returncode == 0
    context = sign_in(browser, shared_desk.url, "nora@desk.example", PASSWORD).context
    watch = Watch(shared_desk.url)
    yield Scene(shared_desk, watch.over(context), watch)
    context.close()


@pytest.mark.parametrize(
    "count",
    [pytest.param(SAMPLE, marks=pytest.mark.sample), pytest.param(10**6, marks=pytest.mark.slow)],
    ids=["spread", "all"],
)
def test_no_attack_runs_or_fetches_anything_wherever_its_words_are_shown(scene: Scene, count: int) -> None:
    payloads = [*spread(attacks(), count), *spread(many_attacks(), SAMPLE // 2)]
    _arrive(payloads)
    tickets = list(Ticket.objects.order_by("id").values_list("pk", flat=True))
    assert len(tickets) >= len(set(payloads)) * 0.9, "some payloads are the same once they are read"
    _look(scene, *_LISTS)
    _look_further(scene, len(tickets))
    _look(scene, *[f"/search?q={quote(payload[:200])}" for payload in spread(payloads, 12)])
    _look(scene, *[f"/tickets/{number}" for number in spread(tickets, 6)], "/contacts", "/inbound?end=opened")
    _look(scene, *[f"/tickets/{number}" for number in _gathered(tickets)])
    assert not Message.objects.filter(text="", html="", files=None).exists()


def test_the_original_runs_nothing_in_its_frame(scene: Scene) -> None:
    _arrive(spread(attacks(), SAMPLE))
    scene.page.goto(f"{scene.desk.url}/tickets")
    received = list(Message.objects.exclude(inbound=None).values_list("pk", flat=True))
    for batch in _batches(spread(received, 100), 25):
        scene.page.evaluate(_FRAMES, [f"/messages/{number}/original/frame" for number in batch])
    for number in spread(received, 5):
        scene.page.goto(f"{scene.desk.url}/messages/{number}/original")
        scene.page.frame_locator("iframe.original").locator("body").wait_for(state="attached")
    assert [*scene.watch.ran, *scene.watch.fetched] == []
    # What the frame's own policy refused is that policy at work, and not the doing of the pages looked at next.
    scene.watch.refused.clear()


def test_the_watch_sees_what_runs_and_what_is_fetched(browser: Browser) -> None:
    watch = Watch("http://127.0.0.1")
    page = watch.over(browser.new_context())
    with page.expect_console_message():
        page.set_content(
            '<div class="prose"><img src="https://elsewhere.example/" onerror="alert(1)"><video></div>'
        )
    assert watch.ran and watch.fetched == ["https://elsewhere.example/"]
    assert watch.strange(page) == [
        "img src=https://elsewhere.example/",
        "img onerror",
        "<video>",
        "IMG onerror",
    ]
    page.context.close()


@pytest.mark.slow
def test_none_of_thousands_of_attacks_runs_in_a_thread(scene: Scene) -> None:
    _arrive(["The first of many"])
    first = Message.objects.select_related("ticket").get(subject="The first of many")
    for batch in _batches(many_attacks(), ON_A_PAGE):
        ticket = _copy_of(first.ticket, one_line(batch[0], 500))
        Message.objects.bulk_create(_said(first, ticket, payload) for payload in batch)
        _name_files(first, ticket)
        _look(scene, f"/tickets/{ticket.pk}")


_LISTS = (
    "/tickets?view=all",
    "/tickets?view=all&sort=created",
    "/tickets?view=all&sort=subject",
    "/tickets?view=unassigned",
)
_FRAMES = """(addresses) => Promise.all(addresses.map((address) => new Promise((loaded) => {
  const frame = document.createElement("iframe")
  frame.sandbox = ""
  frame.onload = () => { frame.remove(); loaded() }
  frame.src = address
  document.body.append(frame)
})))"""


def _arrive(payloads: Sequence[str]) -> None:
    """By the road that mail takes; the desk's own worker gives each its end."""
    line = Line.objects.get()
    for number, payload in enumerate(payloads):
        take_in(line, Handed(mail_of(payload, number, html=payload), "smtp", now(), envelope_from=""))
    while left := Inbound.objects.waiting().count():
        wait_for(partial(_fewer_wait, left), "the worker stands still")
    assert not Inbound.objects.filter(end=Inbound.QUARANTINED).exists()


def _fewer_wait(left: int) -> bool:
    return Inbound.objects.waiting().count() < left


def _look(scene: Scene, *paths: str) -> None:
    for path in paths:
        answer = scene.page.goto(scene.desk.url + path)
        assert answer and answer.status == 200, path
        scene.page.evaluate(
            "document.querySelectorAll('.prose details').forEach((fold) => { fold.open = true })"
        )
        assert scene.watch.strange(scene.page) == [], path
        assert scene.watch.happened() == [], path


def _look_further(scene: Scene, count: int) -> None:
    """Every page of the list of all tickets."""
    scene.page.goto(f"{scene.desk.url}{_LISTS[0]}")
    seen = scene.page.locator("a.row")
    while (more := scene.page.locator(".list-foot a")).count():
        before = seen.count()
        more.click()
        expect(seen).not_to_have_count(before)
    assert seen.count() == count
    assert scene.watch.strange(scene.page) == []
    assert scene.watch.happened() == []


def _gathered(tickets: list[int]) -> Iterator[int]:
    """Tickets that between them show every message, a hundred at a time."""
    for batch in _batches(tickets, ON_A_PAGE):
        Message.objects.filter(ticket__in=batch).update(ticket=batch[0])
        yield batch[0]


def _batches(things: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(things), size):
        yield things[start : start + size]


def _copy_of(ticket: Ticket, subject: str) -> Ticket:
    copy = Ticket.objects.get(pk=ticket.pk)
    copy.pk, copy.subject = None, subject
    copy.save(force_insert=True)
    return copy


def _said(first: Message, ticket: Ticket, payload: str) -> Message:
    """A message as receiving writes it."""
    return Message(
        ticket=ticket,
        direction=Message.IN,
        author_kind="contact",
        author_id=first.author_id,
        author_name=one_line(payload, 200),
        author_address=first.author_address,
        at=first.at,
        subject=one_line(payload, 500),
        text=payload,
        html=markup.normalise(payload),
    )


def _name_files(first: Message, ticket: Ticket) -> None:
    blob = first.files.get().blob
    rows = Message.objects.filter(ticket=ticket)
    MessageFile.objects.bulk_create(
        MessageFile(
            message=row,
            blob=blob,
            key=secret(),
            name=file_name(row.subject)[:255],
            media_type="text/plain",
            size=1,
        )
        for row in rows
    )
