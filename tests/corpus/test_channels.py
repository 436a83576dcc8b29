"""Real mail by the roads it really takes: a mailbox that the desk reads, and our own SMTP and LMTP."""

import re
import smtplib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

import pytest

from ringback.channels.models import Inbound, Line
from ringback.channels.take_in import raw_of
from ringback.kit import crypto
from ringback.ledger.models import Parked
from ringback.tickets.models import Message, Ticket
from tests.channels.cast import a_line
from tests.channels.dovecot import PASSWORD, Dovecot, dovecot
from tests.corpus.mails import bounces, mails, spread
from tests.fresh import Fresh
from tests.servers import free_port, running, wait_for

pytestmark = [pytest.mark.corpus, pytest.mark.servers]
_LINE_END = re.compile(rb"\r\n|\r|\n")


@dataclass
class Scene:
    """A running desk with one line that reads `box` and one that listens at `smtp`."""

    box: Dovecot
    smtp: int
    reads: Line
    listens: Line


@pytest.fixture
def scene(fresh_db: Fresh) -> Iterator[Scene]:
    port = free_port()
    environment = fresh_db.environment | {"RINGBACK_SMTP": f"127.0.0.1:{port}"}
    with dovecot() as box:
        server = {"imap_host": "127.0.0.1", "imap_port": box.port, "imap_user": box.user}
        reads = a_line("read", **server, imap_secret=crypto.seal(PASSWORD), acknowledges=False)
        listens = a_line("listen", acknowledges=False)
        with running(replace(fresh_db, environment=environment)):
            wait_for(lambda: _greets(port), "the listener does not answer")
            yield Scene(box, port, reads, listens)


@pytest.mark.parametrize("count", [20, pytest.param(60, marks=pytest.mark.slow)])
def test_mail_comes_in_to_the_byte_is_given_its_end_and_comes_in_once(scene: Scene, count: int) -> None:
    raws = [path.read_bytes() for path in [*spread(mails(), count), *spread(bounces(), count // 4)]]
    _hand_over(scene, raws)
    _settle(scene, len(raws))
    assert _kept(scene.reads) == Counter(_in_folder(scene.box, "Processed"))
    assert _kept(scene.listens) == Counter(_as_data(raw) for raw in raws)
    before = _counts()
    _hand_over(scene, raws)
    _settle(scene, 2 * len(raws))
    assert _counts() == before
    assert _kept(scene.reads) == Counter(_in_folder(scene.box, "Processed"))


def _hand_over(scene: Scene, raws: list[bytes]) -> None:
    scene.box.deliver(*raws)
    for number, raw in enumerate(raws):
        speaks = smtplib.LMTP if number % 2 else smtplib.SMTP
        with speaks("127.0.0.1", scene.smtp, timeout=30) as client:
            client.ehlo_or_helo_if_needed()
            client.mail("")
            assert client.rcpt("listen@desk.example")[0] == 250
            assert client.data(_as_data(raw))[0] == 250


def _settle(scene: Scene, count: int) -> None:
    """Wait as long as something still happens."""
    while (before := _state(scene)) != _settled(count):
        wait_for(partial(_goes_on, scene, before), f"{before} of {count}: mail was lost")


def _goes_on(scene: Scene, before: tuple[int, ...]) -> bool:
    return _state(scene) != before


def _state(scene: Scene) -> tuple[int, ...]:
    arrived = [line.inbounds.count() for line in (scene.reads, scene.listens)]
    return (*arrived, Inbound.objects.waiting().count(), scene.box.count(), scene.box.count("Processed"))


def _settled(count: int) -> tuple[int, ...]:
    return (count, count, 0, 0, count)


def _kept(line: Line) -> Counter[bytes]:
    return Counter(raw_of(inbound) for inbound in line.inbounds.all())


def _in_folder(box: Dovecot, folder: str) -> list[bytes]:
    """What the server itself hands out, asked by another client."""
    with box.client() as client:
        client.select(folder, readonly=True)
        _, found = client.fetch("1:*", "(BODY.PEEK[])")
        return [part[1] for part in found if isinstance(part, tuple)]


def _as_data(raw: bytes) -> bytes:
    """A mail as SMTP carries it: lines that end in CR LF (RFC 5321, 2.3.8), the last one too."""
    lines = _LINE_END.sub(b"\r\n", raw)
    return lines if lines.endswith(b"\r\n") else lines + b"\r\n"


def _counts() -> tuple[int, ...]:
    ended = Inbound.objects.exclude(end="").count()
    return Ticket.objects.count(), Message.objects.count(), ended, Parked.objects.count()


def _greets(port: int) -> bool:
    try:
        with smtplib.SMTP("127.0.0.1", port, timeout=5) as client:
            return client.noop()[0] == 250
    except (OSError, smtplib.SMTPException):
        return False
