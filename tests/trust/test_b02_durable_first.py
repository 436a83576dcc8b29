"""TRUST B2: what we say yes to is on the disk first. Seen from outside, by what the processes ask of the system."""

import os
import re
import shutil
import signal
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from ringback.channels.models import Inbound
from ringback.kit import crypto
from tests.channels.cast import a_line
from tests.channels.dovecot import PASSWORD, dovecot
from tests.fresh import Fresh, on_postgres
from tests.servers import free_port, wait_for

MAILS = 20
LISTEN = """
import threading, django
django.setup()
from ringback.channels import smtp_listener
smtp_listener.serve(threading.Event())
"""
READ = """
import sys, threading, django
django.setup()
from ringback.channels.adapters.email.imap import Mailbox
from ringback.channels.models import Line
from ringback.channels.reading import enter, read_new, server_of
line = Line.objects.get()
with Mailbox(server_of(line)) as box:
    enter(line, box)
    read_new(line, box, lambda: True)
"""


@pytest.fixture
def traced(fresh_db: Fresh, tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """The listener alone, and the list of what it asks of the system."""
    a_line("help")
    connection.close()
    port, log = free_port(), tmp_path / "calls"
    environment = fresh_db.environment | {
        "RINGBACK_SMTP": f"127.0.0.1:{port}",
        "DJANGO_SETTINGS_MODULE": "ringback.settings",
    }
    command = [*_tracing(log), sys.executable, "-c", LISTEN]
    process = subprocess.Popen(command, env=environment, start_new_session=True)
    try:
        wait_for(lambda: _greets(port), "the listener does not answer")
        yield port, log
    finally:
        # The tracer and the traced; whatever dies here has nothing to finish.
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(20)


def test_the_database_is_told_to_sync_before_it_says_yes(fresh_db: Fresh) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit" if on_postgres() else "PRAGMA synchronous")
        assert cursor.fetchone() == (("on",) if on_postgres() else (2,)), "2 is FULL"


@pytest.mark.servers
def test_between_the_last_byte_of_a_mail_and_250_lies_a_sync(traced: tuple[int, Path]) -> None:
    port, log = traced
    with smtplib.SMTP("127.0.0.1", port, timeout=30) as client:
        for number in range(MAILS):
            mail = f"From: a@mail.example\r\nSubject: {number}\r\n\r\nlast-byte-{number}\r\n"
            client.sendmail("a@mail.example", ["help@desk.example"], mail)
    calls = log.read_text(errors="replace").splitlines()
    assert Inbound.objects.count() == MAILS
    for number in range(MAILS):
        came = next(n for n, call in enumerate(calls) if _reads(call) and f"last-byte-{number}\\r" in call)
        said = next(n for n, call in enumerate(calls) if n > came and _says_yes(call))
        assert any(_syncs(call) for call in calls[came:said]), calls[came : said + 1]


@pytest.mark.servers
def test_a_mail_is_put_away_on_the_server_only_after_a_sync(fresh_db: Fresh, tmp_path: Path) -> None:
    log, marks = tmp_path / "calls", [f"last-byte-{number}" for number in range(MAILS)]
    with dovecot() as server:
        server.deliver(*(f"From: a@mail.example\r\n\r\n{mark}\r\n".encode() for mark in marks))
        at = {"imap_host": "127.0.0.1", "imap_port": server.port, "imap_user": server.user}
        a_line("help", **at, imap_secret=crypto.seal(PASSWORD))
        connection.close()
        environment = fresh_db.environment | {"DJANGO_SETTINGS_MODULE": "ringback.settings"}
        subprocess.run([*_tracing(log), sys.executable, "-c", READ], env=environment, check=True)
        assert (server.count(), server.count("Processed")) == (0, MAILS)
    calls = log.read_text(errors="replace").splitlines()
    assert Inbound.objects.count() == MAILS
    moved = [n for n, call in enumerate(calls) if re.search(r"UID (MOVE|STORE|EXPUNGE)", call)]
    came = [next(n for n, call in enumerate(calls) if _reads(call) and mark in call) for mark in marks]
    assert len(moved) >= MAILS
    for arrived in came:
        away = next(n for n in moved if n > arrived)
        assert any(_syncs(call) for call in calls[arrived:away]), calls[arrived:away]


def _tracing(log: Path) -> list[str]:
    strace = shutil.which("strace")
    if not strace:
        pytest.skip("strace is not installed")
    watched = "trace=fsync,fdatasync,sendto,sendmsg,write,recvfrom,read"
    return [strace, "-f", "-y", "-s", "4096", "-e", watched, "-o", str(log)]


def _syncs(call: str) -> bool:
    if on_postgres():
        # The server syncs before it answers a commit (synchronous_commit, which we never switch off).
        return re.search(r"\b(sendto|sendmsg|write)\(.*COMMIT", call) is not None
    return re.search(r"\b(fsync|fdatasync)\(.*sqlite3", call) is not None


def _reads(call: str) -> bool:
    return re.search(r"\b(recvfrom|read)\(", call) is not None or "resumed>" in call


def _says_yes(call: str) -> bool:
    return re.search(r'\b(sendto|sendmsg|write)\([^"]*"250 ', call) is not None


def _greets(port: int) -> bool:
    try:
        with smtplib.SMTP("127.0.0.1", port, timeout=5) as client:
            return client.noop()[0] == 250
    except (OSError, smtplib.SMTPException):
        return False
