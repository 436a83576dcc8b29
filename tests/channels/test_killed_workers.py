"""Workers killed again and again while mail comes in and goes out (TRUST B1, B6)."""

import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from django.db import transaction

from ringback.channels import outbox
from ringback.channels.models import Delivery, Inbound, Line
from ringback.channels.take_in import raw_of
from ringback.kit import crypto
from ringback.ledger.actor import SYSTEM
from tests.channels.adapters.email.smtp_script import Script, smtp_script
from tests.channels.cast import AT, a_line, a_mail
from tests.channels.dovecot import PASSWORD, Dovecot, dovecot
from tests.fresh import Fresh
from tests.servers import wait_for

pytestmark = [pytest.mark.servers, pytest.mark.slow]
MAILS, REPLIES, KILLS = 80, 80, 15


@pytest.fixture
def box() -> Iterator[Dovecot]:
    with dovecot() as found:
        yield found


@pytest.fixture
def script() -> Iterator[Script]:
    with smtp_script() as found:
        yield found


def test_nothing_is_lost_and_nothing_comes_twice(fresh_db: Fresh, box: Dovecot, script: Script) -> None:
    mails = [_mail(number) for number in range(MAILS)]
    line = _line(box, script)
    replies = _replies(line)
    box.deliver(*mails, at=AT)
    Line.objects.update(is_active=True)
    kills = _kill_again_and_again(fresh_db, script)
    assert sorted(raw_of(one) for one in Inbound.objects.filter(first=None)) == sorted(mails)
    assert not Inbound.objects.exclude(first=None).exists()
    assert (box.count(), box.count("Processed")) == (0, MAILS)
    sent = Counter(_message_id(taken.raw) for taken in script.mails)
    assert set(sent) == {delivery.message_id for delivery in replies}
    # Only a sender killed between the server's 250 and its own note of it sends again, under the same id.
    assert sum(sent.values()) - REPLIES <= kills


def _kill_again_and_again(fresh_db: Fresh, script: Script) -> int:
    chance = random.Random(11)
    for _ in range(KILLS):
        goal = _progress(script) + chance.randrange(1, 7)
        worker = _worker(fresh_db.environment, fresh_db.data)
        wait_for(partial(_has_reached, goal, script), "the worker does nothing")
        worker.kill()
        worker.wait()
    worker = _worker(fresh_db.environment, fresh_db.data)
    wait_for(_is_done, "not everything was done")
    worker.send_signal(signal.SIGTERM)
    worker.wait(20)
    return KILLS


def _has_reached(goal: int, script: Script) -> bool:
    return _progress(script) >= goal or _is_done()


def _progress(script: Script) -> int:
    return Inbound.objects.count() + len(script.mails)


def _is_done() -> bool:
    left = Delivery.objects.exclude(state=Delivery.SENT).count()
    return not left and Inbound.objects.exclude(end="").count() >= MAILS


def _worker(environment: dict[str, str], data: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-m", "ringback", "worker"], env=environment, cwd=data)


def _line(box: Dovecot, script: Script) -> Line:
    return a_line(
        is_active=False,
        acknowledges=False,
        live_from=AT,
        imap_host="127.0.0.1",
        imap_port=box.port,
        imap_user=box.user,
        imap_secret=crypto.seal(PASSWORD),
        smtp_host="127.0.0.1",
        smtp_port=script.port,
    )


def _replies(line: Line) -> list[Delivery]:
    with transaction.atomic():
        mails = [a_mail(line, f"customer{number}@x.example") for number in range(REPLIES)]
        return [outbox.queue(SYSTEM, line, mail, purpose="reply") for mail in mails]


def _mail(number: int) -> bytes:
    head = f"From: ann@x.example\r\nSubject: {number}\r\nMessage-ID: <{number}@x.example>\r\n\r\n"
    return head.encode() + b"Hello\r\n" * 40


def _message_id(raw: bytes) -> str:
    return raw.partition(b"Message-ID: <")[2].partition(b">")[0].decode()
