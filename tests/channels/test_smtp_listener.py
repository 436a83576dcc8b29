import re
import shutil
import smtplib
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connections

from ringback.channels import smtp_listener
from ringback.channels.models import Inbound, Line
from ringback.channels.take_in import raw_of
from tests.channels.adapters.email.authority import certificate
from tests.channels.cast import a_line
from tests.fresh import Fresh
from tests.servers import free_port, wait_for

RAW = (
    b"From: ann@x.example\r\nSubject: hi\r\n\r\n.dot\r\n..two\r\n"
    + b"long " * 20_000
    + b"\r\n8bit \xe9\r\n\r\n"
)


@pytest.fixture
def port(fresh_db: Fresh, settings: Any) -> Iterator[int]:
    found = free_port()
    settings.RINGBACK_SMTP = f"127.0.0.1:{found}"
    stop = threading.Event()
    thread = threading.Thread(target=smtp_listener.serve, args=(stop,))
    thread.start()
    wait_for(lambda: _answers(found), "the listener does not answer")
    yield found
    stop.set()
    thread.join(20)
    assert not thread.is_alive()


@pytest.fixture
def line(fresh_db: Fresh) -> Line:
    return a_line("help")


def test_a_mail_is_taken_in_to_the_byte_with_its_envelope(line: Line, port: int) -> None:
    with smtplib.SMTP("127.0.0.1", port) as client:
        client.ehlo()
        client.mail("bounces+1@x.example")
        client.rcpt("HELP+0123@desk.example")
        assert client.data(RAW)[0] == 250
    receipt = Inbound.objects.get()
    assert raw_of(receipt) == RAW
    assert (receipt.source, receipt.envelope_from) == ("smtp", "bounces+1@x.example")
    assert receipt.envelope_to == "HELP+0123@desk.example"


def test_a_server_of_the_public_internet_is_named_in_the_receipt_and_ours_is_not(
    line: Line, port: int, monkeypatch: Any
) -> None:
    _send(port, "a@x.example", ["help@desk.example"], RAW + b"1")
    assert Inbound.objects.get().peer_ip == ""
    _speak_from(monkeypatch, "::ffff:93.184.215.14")
    with smtplib.SMTP("127.0.0.1", port, local_hostname="mta.x.example") as client:
        client.sendmail("a@x.example", ["help@desk.example"], RAW + b"2")
    _lmtp(port, ["help@desk.example"])
    rows = Inbound.objects.order_by("id").values_list("peer_ip", "peer_helo")
    assert list(rows)[1] == ("93.184.215.14", "mta.x.example")
    assert list(rows)[2][0] == ""


def test_the_null_return_path_is_kept_apart_from_none(line: Line, port: int) -> None:
    _send(port, "", ["help@desk.example"])
    assert Inbound.objects.get().envelope_from == ""


@pytest.mark.parametrize(
    "address", ["other@desk.example", "help@other.example", "helpx@desk.example", "postmaster"]
)
def test_mail_for_nobody_here_is_refused_before_its_content(line: Line, port: int, address: str) -> None:
    with smtplib.SMTP("127.0.0.1", port) as client:
        client.ehlo()
        client.mail("a@x.example")
        assert client.rcpt(address)[0] // 100 == 5
    assert not Inbound.objects.exists()


def test_mail_for_a_paused_line_waits_at_its_sender(line: Line, port: int) -> None:
    Line.objects.update(is_active=False)
    with pytest.raises(smtplib.SMTPRecipientsRefused) as later:
        _send(port, "a@x.example", ["help@desk.example"])
    assert later.value.recipients["help@desk.example"][0] == 450
    assert not Inbound.objects.exists()


def test_a_line_is_found_by_either_spelling_of_its_domain(fresh_db: Fresh, port: int) -> None:
    a_line("help", address="help@straße.example", folded_address="help@strasse.example")
    _send(port, "a@x.example", ["help@xn--strae-oqa.example"])
    assert Inbound.objects.get().envelope_to == "help@xn--strae-oqa.example"


@pytest.mark.parametrize("sender", ["b\udce4r@x.example", "b" * 400 + "@x.example"])
def test_an_odd_sender_in_the_envelope_does_not_keep_a_mail_out(line: Line, port: int, sender: str) -> None:
    with smtplib.SMTP("127.0.0.1", port) as client:
        client.ehlo()
        client.send(f"MAIL FROM:<{sender}>\r\n".encode("utf-8", "surrogateescape"))
        assert client.getreply()[0] == 250
        client.rcpt("help@desk.example")
        assert client.data(RAW)[0] == 250
    kept = Inbound.objects.get().envelope_from
    assert kept is not None
    assert 0 < len(kept) <= 320


def test_one_mail_to_two_lines_makes_two_receipts(line: Line, port: int) -> None:
    a_line("sales")
    _send(port, "a@x.example", ["help@desk.example", "sales@desk.example", "help+x@desk.example"])
    rows = {i.line.name: i.envelope_to.split("\n") for i in Inbound.objects.select_related("line")}
    assert rows == {"help": ["help@desk.example", "help+x@desk.example"], "sales": ["sales@desk.example"]}


def test_lmtp_answers_for_each_recipient(line: Line, port: int) -> None:
    a_line("sales")
    answers = _lmtp(port, ["help@desk.example", "nobody@desk.example", "sales@desk.example"])
    assert [answer[:3] for answer in answers] == ["250", "550", "250", "250", "250"]
    assert Inbound.objects.count() == 2


def test_lmtp_answers_twice_for_a_recipient_named_twice(line: Line, port: int) -> None:
    answers = _lmtp(port, ["help@desk.example", "help@desk.example"])
    assert [answer[:3] for answer in answers] == ["250"] * 4
    assert Inbound.objects.get().envelope_to == "help@desk.example"


def test_lmtp_answers_for_each_recipient_when_the_desk_is_out_of_order(
    line: Line, port: int, monkeypatch: Any
) -> None:
    a_line("sales")
    with _greeted(port) as (connection, lines):
        for address in ("help@desk.example", "sales@desk.example"):
            _ask(connection, lines, f"RCPT TO:<{address}>")
        monkeypatch.setattr(smtp_listener, "FRESH", 0.0)
        with connections["default"].cursor() as cursor:
            cursor.execute("ALTER TABLE channels_line RENAME TO away")
        _ask(connection, lines, "DATA")
        connection.sendall(RAW + b".\r\n")
        assert [lines.readline()[:3] for _ in range(2)] == [b"451", b"451"]
        with connections["default"].cursor() as cursor:
            cursor.execute("ALTER TABLE away RENAME TO channels_line")


def test_what_cannot_be_stored_is_left_to_the_sender_and_taken_later(
    line: Line, port: int, settings: Any, tmp_path: Path
) -> None:
    large = RAW + b"x" * 300_000 + b"\r\n"
    (tmp_path / "file").write_bytes(b"")
    settings.FILES = tmp_path / "file" / "below"
    with pytest.raises(smtplib.SMTPDataError) as later:
        _send(port, "a@x.example", ["help@desk.example"], large)
    assert later.value.smtp_code == 451
    assert not Inbound.objects.exists()
    settings.FILES = tmp_path / "files"
    _send(port, "a@x.example", ["help@desk.example"], large)
    assert raw_of(Inbound.objects.get()) == large


def test_mail_that_is_too_large_is_refused_for_good(line: Line, port: int) -> None:
    with smtplib.SMTP("127.0.0.1", port) as client:
        client.ehlo()
        assert client.esmtp_features["size"] == str(smtp_listener.MOST_BYTES)
        assert client.docmd("MAIL", f"FROM:<a@x.example> SIZE={smtp_listener.MOST_BYTES + 1}")[0] == 552


def test_a_connection_cut_in_the_content_leaves_nothing(line: Line, port: int) -> None:
    client = smtplib.SMTP("127.0.0.1", port)
    client.ehlo()
    client.mail("a@x.example")
    client.rcpt("help@desk.example")
    client.docmd("DATA")
    client.send(b"Subject: half\r\n\r\nhalf a")
    client.close()
    _send(port, "a@x.example", ["help@desk.example"])
    assert Inbound.objects.count() == 1


def test_connections_are_limited_and_come_free_again(line: Line, port: int, monkeypatch: Any) -> None:
    monkeypatch.setattr(smtp_listener, "MOST_CONNECTIONS", 3)
    clients = [smtplib.SMTP("127.0.0.1", port) for _ in range(3)]
    with pytest.raises((smtplib.SMTPConnectError, smtplib.SMTPServerDisconnected)):
        smtplib.SMTP("127.0.0.1", port)
    for client in clients:
        client.quit()
    wait_for(lambda: _answers(port), "no connection came free")


def test_starttls_is_offered_with_a_certificate(
    line: Line, fresh_db: Fresh, settings: Any, tmp_path: Path
) -> None:
    settings.RINGBACK_SMTP_CERTIFICATE = str(certificate(tmp_path))
    settings.RINGBACK_SMTP = f"127.0.0.1:{free_port()}"
    stop = threading.Event()
    thread = threading.Thread(target=smtp_listener.serve, args=(stop,))
    thread.start()
    host, _, number = settings.RINGBACK_SMTP.rpartition(":")
    wait_for(lambda: _answers(int(number)), "the listener does not answer")
    with smtplib.SMTP(host, int(number)) as client:
        client.starttls()
        client.sendmail("a@x.example", ["help@desk.example"], RAW)
    stop.set()
    thread.join(20)
    assert Inbound.objects.count() == 1
    assert smtp_listener.Listener.connections == 0


def test_without_a_setting_nothing_listens(settings: Any) -> None:
    settings.RINGBACK_SMTP = ""
    smtp_listener.serve(threading.Event())


if not django_settings.DATABASE_URL:  # a server syncs elsewhere

    @pytest.mark.servers
    def test_the_mail_is_synced_to_disk_before_it_is_acknowledged(
        line: Line, fresh_db: Fresh, tmp_path: Path
    ) -> None:
        if not shutil.which("strace"):
            pytest.skip("strace is not installed")
        found, trace = free_port(), tmp_path / "trace"
        program = (
            "import django, sys, threading; django.setup(); from ringback.channels import smtp_listener; "
            "stop = threading.Event(); wait = lambda: (sys.stdin.read(), stop.set()); "
            "threading.Thread(target=wait).start(); smtp_listener.serve(stop)"
        )
        environment = fresh_db.environment | {
            "RINGBACK_SMTP": f"127.0.0.1:{found}",
            "DJANGO_SETTINGS_MODULE": "ringback.settings",
        }
        watch = ["strace", "-f", "-s", "80", "-e", "trace=fsync,fdatasync,recvfrom,sendto", "-o", str(trace)]
        process = subprocess.Popen(
            [*watch, sys.executable, "-c", program], env=environment, stdin=subprocess.PIPE
        )
        try:
            wait_for(lambda: _answers(found), "the listener does not answer")
            _send(found, "a@x.example", ["help@desk.example"], b"Subject: x\r\n\r\nthe last bytes\r\n")
        finally:
            process.communicate(timeout=20)
        calls = trace.read_text()
        received, said = calls.rindex("the last bytes"), calls.index("Taken in as")
        assert re.search(r"f(data)?sync\(\d+\)\s+= 0", calls[received:said])


def _speak_from(monkeypatch: Any, address: str) -> None:
    """Every connection looks as if it came from there."""
    made = smtp_listener.Listener.connection_made

    def connection_made(self: Any, transport: Any) -> None:
        made(self, transport)
        self.session.peer = (address, 25)

    monkeypatch.setattr(smtp_listener.Listener, "connection_made", connection_made)


def _send(port: int, sender: str, to: list[str], raw: bytes = RAW) -> None:
    with smtplib.SMTP("127.0.0.1", port) as client:
        client.sendmail(sender, to, raw)


def _lmtp(port: int, to: list[str]) -> list[str]:
    with _greeted(port) as (connection, lines):
        answers = [_ask(connection, lines, f"RCPT TO:<{address}>") for address in to]
        _ask(connection, lines, "DATA")
        connection.sendall(RAW + b".\r\n")
        taken = [answer for answer in answers if answer.startswith("250")]
        return [*answers, *[lines.readline().decode() for _ in taken]]


@contextmanager
def _greeted(port: int) -> Iterator[tuple[socket.socket, Any]]:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        lines = connection.makefile("rb")
        lines.readline()
        _ask(connection, lines, "LHLO mta.example")
        _ask(connection, lines, "MAIL FROM:<a@x.example>")
        yield connection, lines


def _ask(connection: socket.socket, lines: Any, command: str) -> str:
    connection.sendall(command.encode() + b"\r\n")
    while (line := lines.readline().decode())[3:4] == "-":
        pass
    return str(line)


def _answers(port: int) -> bool:
    try:
        with smtplib.SMTP("127.0.0.1", port, timeout=5) as client:
            return client.noop()[0] == 250
    except (OSError, smtplib.SMTPException):
        return False
