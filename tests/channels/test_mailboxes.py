import threading
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest

from ringback.channels import lines, mailboxes
from ringback.channels.models import Inbound, Line
from ringback.kit import crypto
from ringback.kit.clock import now
from ringback.ledger import lease
from ringback.ledger.actor import SYSTEM
from tests.channels.cast import a_line
from tests.channels.chaos import chaos
from tests.channels.dovecot import PASSWORD, Dovecot, dovecot
from tests.fresh import Fresh
from tests.servers import wait_for

pytestmark = pytest.mark.servers
_numbers = count(1)


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    with dovecot() as found:
        yield found


@pytest.fixture
def box(server: Dovecot) -> Dovecot:
    return Dovecot(server.port, f"watched{next(_numbers)}")


@pytest.fixture
def watching(fresh_db: Fresh, monkeypatch: Any) -> Iterator[None]:
    """The watch over all mailboxes, with shorter pauses than usual."""
    monkeypatch.setattr(mailboxes, "LOOK", 0.1)
    monkeypatch.setattr(mailboxes, "PAUSES", (0.1, 0.2))
    monkeypatch.setattr(mailboxes, "SIGN_IN_PAUSES", (0.1, 0.2))
    stop = threading.Event()
    thread = threading.Thread(target=mailboxes.watch, args=(stop,))
    thread.start()
    yield
    stop.set()
    thread.join(30)
    assert not thread.is_alive()


def test_mail_is_taken_in_when_it_comes_without_being_asked_for(watching: None, box: Dovecot) -> None:
    box.deliver(_mail(0))
    _line(box)
    _taken(1)
    box.deliver(_mail(1), _mail(2))
    _taken(3)
    wait_for(lambda: box.count() == 0, "the mail was not moved")


def test_what_is_wrong_shows_on_the_line_and_goes_when_it_heals(watching: None, box: Dovecot) -> None:
    box.deliver(_mail(0))
    line = _line(box, imap_secret=crypto.seal("wrong"))
    wait_for(lambda: Line.objects.filter(failing_since__isnull=False).exists(), "nothing shows")
    assert "password" in Line.objects.get(pk=line.pk).failure
    lines.change(SYSTEM, line.pk, {"imap_secret": PASSWORD})
    _taken(1)
    wait_for(lambda: Line.objects.filter(failing_since=None).exists(), "it still shows")
    assert Line.objects.get(pk=line.pk).failure == ""


def test_a_server_that_goes_away_is_read_again_when_it_is_back(watching: None, box: Dovecot) -> None:
    with chaos(box.port) as proxy:
        _line(box, imap_port=proxy.port)
        box.deliver(_mail(0))
        _taken(1)
        proxy.cut_after = 10
        proxy.cut()
        wait_for(lambda: Line.objects.filter(failing_since__isnull=False).exists(), "nothing shows")
        box.deliver(_mail(1))
        proxy.cut_after = None
        _taken(2)


def test_a_paused_line_is_left_alone(watching: None, box: Dovecot) -> None:
    line = _line(box)
    wait_for(lambda: Line.objects.filter(checked_at__isnull=False).exists(), "it was not read")
    lines.pause(SYSTEM, line.pk)
    wait_for(lambda: f"mailbox-{line.pk}" not in _threads(), "its reader goes on")
    box.deliver(_mail(0))
    lines.resume(SYSTEM, line.pk)
    _taken(1)


def test_a_mailbox_that_another_worker_reads_is_left_to_it(watching: None, box: Dovecot) -> None:
    other = "elsewhere|pid:[1]|1@1/2"
    line = _line(box, is_active=False)
    assert lease.take(f"mailbox:{line.pk}", now(), 600, other)
    box.deliver(_mail(0))
    lines.resume(SYSTEM, line.pk)
    wait_for(lambda: f"mailbox-{line.pk}" in _threads(), "nobody tries")
    assert not Inbound.objects.exists()
    lease.give_back(f"mailbox:{line.pk}", other)
    _taken(1)


def _taken(number: int) -> None:
    wait_for(lambda: Inbound.objects.count() == number, f"{number} mails were expected")


def _threads() -> set[str]:
    return {thread.name for thread in threading.enumerate()}


def _line(box: Dovecot, **fields: Any) -> Line:
    values: dict[str, Any] = {"imap_host": "127.0.0.1", "imap_port": box.port, "imap_user": box.user}
    return a_line(**(values | {"imap_secret": crypto.seal(PASSWORD)} | fields))


def _mail(number: int) -> bytes:
    return f"From: ann@x.example\r\nSubject: {number}\r\n\r\nHello {number}\r\n".encode()
