"""Against a real Dovecot, through a proxy where the server is to misbehave."""

import random
import re
import threading
import tracemalloc
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from ringback.channels.adapters.email import imap
from ringback.channels.adapters.email.imap import Mailbox
from ringback.channels.adapters.email.trouble import Server, Trouble
from ringback.channels.models import Inbound, Line
from ringback.channels.reading import enter, place, read_new, server_of
from ringback.channels.reconciling import reconcile_line
from ringback.channels.take_in import Handed, raw_of, take_in
from ringback.kit import crypto
from ringback.kit.clock import now
from tests.channels.cast import AT, a_line
from tests.channels.chaos import Chaos, chaos
from tests.channels.dovecot import PASSWORD, Dovecot, dovecot

pytestmark = [pytest.mark.django_db, pytest.mark.servers]
_numbers = count(1)


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    with dovecot() as found:
        yield found


@pytest.fixture
def box(server: Dovecot) -> Dovecot:
    """A mailbox of one's own."""
    return Dovecot(server.port, f"user{next(_numbers)}")


@pytest.fixture
def proxy(box: Dovecot) -> Iterator[Chaos]:
    with chaos(box.port) as found:
        yield found


def test_mail_is_taken_in_to_the_byte_and_moved(box: Dovecot) -> None:
    mails = [
        *_mails(3),
        b"From: a@b\r\n\r\n8bit \xe9\xff, and no line end",
        _mail(9, b"y" * 400_000),
    ]
    box.deliver(*mails)
    line = _line(box)
    assert _pass(line) == 5
    assert [raw_of(one) for one in Inbound.objects.order_by("id")] == mails
    assert (box.count(), box.count("Processed")) == (0, 5)
    assert _pass(line) == 0


def test_mail_taken_in_before_a_crash_is_moved_afterwards_and_not_taken_twice(box: Dovecot) -> None:
    box.deliver(*_mails(3))
    line = _line(box)
    with _open(line) as mailbox:
        enter(line, mailbox)
        for uid in mailbox.uids()[:2]:
            ref = f"{place(line)}/{uid}"
            take_in(line, Handed(mailbox.raw(uid) or b"", "imap", AT, ref))
    _pass(line)
    assert Inbound.objects.count() == Inbound.objects.filter(first=None).count() == 3
    assert (box.count(), box.count("Processed")) == (0, 3)


def test_after_any_outage_reading_goes_on_where_it_stopped(box: Dovecot) -> None:
    line = _line(box, after=Line.SEEN)
    box.deliver(*_mails(2), at=now() - timedelta(days=400))
    _pass(line)
    box.deliver(*_mails(3, start=2), at=now() - timedelta(days=200))
    with box.client() as other:
        other.select("INBOX")
        other.store("1:*", "+FLAGS", r"(\Seen)")
    assert _pass(line) == 3
    assert Inbound.objects.filter(first=None).count() == 5


def test_a_new_uidvalidity_starts_over_without_doubling(box: Dovecot) -> None:
    line = _line(box, imap_folder="Shop", after=Line.SEEN)
    for _ in range(2):
        with box.client() as other:
            other.delete("Shop")
            other.create("Shop")
        box.deliver(*_mails(3), folder="Shop")
        _pass(line)
    assert Inbound.objects.filter(first=None).count() == 3
    assert Inbound.objects.exclude(first=None).count() == 3


def test_mail_that_arrived_before_the_line_went_live_comes_in_silently(box: Dovecot) -> None:
    at = now().replace(microsecond=0)
    line = _line(box, live_from=at + timedelta(microseconds=700_000))
    for number, arrived in enumerate([at - timedelta(seconds=1), at, at + timedelta(seconds=1)]):
        box.deliver(_mail(number), at=arrived)
    _pass(line)
    rows = Inbound.objects.order_by("id").values_list("received_at", "is_silent")
    assert [(arrived - at, silent) for arrived, silent in rows] == [
        (timedelta(seconds=-1), True),
        (timedelta(0), False),
        (timedelta(seconds=1), False),
    ]


def test_deleting_leaves_nothing_and_marking_leaves_all(box: Dovecot) -> None:
    box.deliver(*_mails(2))
    _pass(_line(box, after=Line.SEEN))
    assert box.count() == 2
    _pass(_line(box, name="second", after=Line.DELETE))
    assert box.count() == 0


def test_a_connection_cut_anywhere_loses_nothing_and_doubles_nothing(box: Dovecot, proxy: Chaos) -> None:
    mails = _mails(12)
    box.deliver(*mails)
    line = _line(box, imap_port=proxy.port)
    chance = random.Random(7)
    for _ in range(60):
        proxy.cut_after = chance.randrange(1, 6000)
        try:
            _pass(line)
        except Trouble:
            line.refresh_from_db()
    proxy.cut_after = None
    _pass(line)
    taken = Inbound.objects.order_by("id")
    assert [raw_of(one) for one in taken] == mails
    assert box.count() == 0


@pytest.mark.parametrize("lie", [-40, 40])
def test_a_body_of_another_length_than_announced_is_not_taken(box: Dovecot, proxy: Chaos, lie: int) -> None:
    box.deliver(*_mails(2))
    line = _line(box, imap_port=proxy.port)
    proxy.mangle = lambda piece: re.sub(
        rb"BODY\[\] \{(\d+)\}", lambda m: b"BODY[] {%d}" % (int(m[1]) + lie), piece
    )
    with pytest.raises(Trouble):
        _pass(line, 1.0)
    assert not Inbound.objects.exists()
    proxy.mangle = lambda piece: piece
    assert _pass(line) == 2


@pytest.mark.parametrize("size", [b"1", b"999999999999"])
def test_a_wrong_size_in_the_list_does_not_matter(
    box: Dovecot, proxy: Chaos, size: bytes, monkeypatch: Any
) -> None:
    box.deliver(*_mails(2))
    proxy.mangle = lambda piece: re.sub(rb"RFC822.SIZE \d+", b"RFC822.SIZE " + size, piece)
    line = _line(box, imap_port=proxy.port)
    assert _pass(line) == 2
    assert [raw_of(one) for one in Inbound.objects.order_by("id")] == _mails(2)


def test_a_mail_beyond_all_measure_stays_and_keeps_no_other_out(box: Dovecot, monkeypatch: Any) -> None:
    monkeypatch.setattr(imap, "MOST", 5000)
    box.deliver(_mail(0), _mail(1, b"z" * 9000), _mail(2))
    line = _line(box)
    assert _pass(line) == 2
    assert box.count() == 1
    line.refresh_from_db()
    assert "larger" in line.notice
    assert line.left_count == 1
    monkeypatch.undo()
    assert _pass(line) == 1
    assert box.count() == 0


@pytest.mark.parametrize("instead", [b'COPY 2 "No/where"', b"NONSENSE 2"], ids=["NO", "BAD"])
@pytest.mark.parametrize("what", [rb"FETCH [\d,]*2[\d,]* .*INTERNALDATE", rb"FETCH 2 .*BODY", rb"MOVE 2 "])
def test_a_mail_that_the_server_refuses_keeps_no_other_out(
    box: Dovecot, proxy: Chaos, what: bytes, instead: bytes
) -> None:
    box.deliver(*_mails(4))
    proxy.ask = lambda piece: re.sub(rb"(?<=UID )" + what + rb".*(?=\r\n)", instead, piece)
    line = _line(box, imap_port=proxy.port)
    with _open(line) as mailbox:
        enter(line, mailbox)
        done = read_new(line, mailbox, lambda: True)
        assert (set(done.left), box.count()) == ({2}, 1)
        assert line.left_count == 1 and "Mail 2 stays in INBOX" in line.notice
        again = read_new(line, mailbox, lambda: True, done)
        assert set(again.left) == {2}
    proxy.ask = lambda piece: piece
    _pass(line)
    assert (Inbound.objects.filter(first=None).count(), box.count()) == (4, 0)
    line.refresh_from_db()
    assert (line.left_count, line.notice) == (0, "")


def test_another_mailbox_that_counts_the_same_is_read_from_its_beginning(
    box: Dovecot, server: Dovecot
) -> None:
    """Servers give small UIDVALIDITY values twice."""
    other = Dovecot(server.port, f"user{next(_numbers)}")
    box.deliver(*_mails(2))
    line = _line(box)
    _pass(line)
    validity = line.uid_validity
    other.deliver(*_mails(3, start=10))
    line.imap_user, line.last_uid = other.user, 0
    with _open(line) as mailbox:
        enter(line, mailbox)
        line.uid_validity = validity
        assert read_new(line, mailbox, lambda: True).taken == 3
    assert Inbound.objects.count() == 5


def test_mail_that_another_program_deletes_meanwhile_disturbs_nothing(box: Dovecot) -> None:
    box.deliver(*_mails(5))
    line = _line(box)
    asked = count()

    def goes_on() -> bool:
        if next(asked) == 2:
            with box.client() as other:
                other.select("INBOX")
                other.uid("STORE", "3:4", "+FLAGS", r"(\Deleted)")
                other.expunge()
        return True

    with _open(line) as mailbox:
        enter(line, mailbox)
        read_new(line, mailbox, goes_on)
    # The two may still have been readable in our session, or not.
    assert {_mail(0), _mail(1), _mail(4)} <= {raw_of(one) for one in Inbound.objects.all()}
    assert box.count() == 0


def test_without_move_a_mail_is_copied_and_only_it_is_removed(box: Dovecot, proxy: Chaos) -> None:
    box.deliver(*_mails(3))
    with box.client() as other:
        other.select("INBOX")
        other.uid("STORE", "2", "+FLAGS", r"(\Deleted)")
    proxy.mangle = lambda piece: piece.replace(b" MOVE ", b" XOVE ")
    line = _line(box, imap_port=proxy.port)
    with _open(line) as mailbox:
        mailbox.select("INBOX")
        assert mailbox.move(1, "Processed")
    assert (box.count(), box.count("Processed")) == (2, 1)


def test_without_uidplus_mail_is_marked_and_the_line_says_so(box: Dovecot, proxy: Chaos) -> None:
    box.deliver(*_mails(2))
    proxy.mangle = lambda piece: piece.replace(b" MOVE ", b" XOVE ").replace(b" UIDPLUS ", b" XIDPLUS ")
    line = _line(box, imap_port=proxy.port)
    assert _pass(line) == 2
    assert (box.count(), box.count("Processed")) == (2, 2)
    line.refresh_from_db()
    assert "UIDPLUS" in line.notice
    assert _pass(line) == 0


def test_a_full_disk_leaves_the_mail_on_the_server(box: Dovecot, settings: Any, tmp_path: Path) -> None:
    box.deliver(_mail(0, b"x" * 300_000), _mail(1))
    line = _line(box)
    (tmp_path / "file").write_bytes(b"")
    settings.FILES = tmp_path / "file" / "below"
    with pytest.raises(OSError, match="Not a directory"):
        _pass(line)
    assert (Inbound.objects.count(), box.count()) == (0, 2)
    settings.FILES = tmp_path / "files"
    assert _pass(line) == 2


@pytest.mark.parametrize(
    ("fields", "step", "word"),
    [
        ({"imap_secret": "wrong"}, "sign-in", "password"),
        ({"imap_host": "no-such-host.invalid"}, "name", "no server called"),
        ({"imap_port": 1}, "connect", "refuses connections"),
        ({"imap_tls": "tls"}, "tls", "TLS"),
        ({"imap_tls": "starttls"}, "tls", "STARTTLS"),
        ({"imap_folder": "Nowhere"}, "folder", "no folder Nowhere"),
    ],
)
def test_what_is_wrong_is_said_in_plain_words(
    box: Dovecot, fields: dict[str, Any], step: str, word: str
) -> None:
    if "imap_secret" in fields:
        fields = {"imap_secret": crypto.seal("wrong")}
    with pytest.raises(Trouble) as trouble:
        _pass(_line(box, **fields))
    assert (trouble.value.step, word in trouble.value.message) == (step, True)


def test_folders_of_every_name_can_be_moved_to(box: Dovecot) -> None:
    box.deliver(*_mails(1))
    _pass(_line(box, move_to='Erledigt & "ältere" 済'))
    assert box.count('"Erledigt &- \\"&AOQ-ltere\\" &bgg-"') == 1


def test_new_mail_ends_the_waiting(box: Dovecot) -> None:
    box.deliver(_mail(0))
    with Mailbox(Server("127.0.0.1", box.port, "none", box.user, PASSWORD)) as mailbox:
        mailbox.select("INBOX")
        assert not mailbox.wait(1, lambda: True)
        assert not mailbox.wait(60, lambda: False)
        threading.Timer(0.2, box.deliver, [_mail(1)]).start()
        assert mailbox.wait(60, lambda: True)
        assert mailbox.uids(1) == [2]


def test_a_server_without_idle_is_asked_again_later(box: Dovecot, proxy: Chaos) -> None:
    proxy.mangle = lambda piece: piece.replace(b" IDLE ", b" XDLE ")
    with Mailbox(Server("127.0.0.1", proxy.port, "none", box.user, PASSWORD)) as mailbox:
        mailbox.select("INBOX")
        assert not mailbox.can_wait
        assert not mailbox.wait(60, lambda: True)


def test_reconciling_counts_and_takes_in_what_has_no_receipt(box: Dovecot) -> None:
    box.deliver(*_mails(3))
    line = _line(box)
    _pass(line)
    Inbound.objects.filter(source_ref__endswith="/1").update(message_id="0@mail.example")
    Inbound.objects.filter(source_ref__endswith="/2").update(message_id="1@mail.example")
    Inbound.objects.filter(source_ref__endswith="/3").update(message_id="2@mail.example")
    assert reconcile_line(line) == 0
    box.deliver(_mail(7), folder="Processed")
    assert reconcile_line(line) == 1
    line.refresh_from_db()
    assert (line.server_count, line.desk_count) == (4, 4)
    assert raw_of(Inbound.objects.latest("id")) == _mail(7)


def test_reconciling_finds_mail_below_the_last_uid(box: Dovecot) -> None:
    box.deliver(*_mails(3))
    line = _line(box)
    with _open(line) as mailbox:
        enter(line, mailbox)
    Line.objects.filter(pk=line.pk).update(last_uid=2)
    line.refresh_from_db()
    assert reconcile_line(line) == 2
    assert (line.server_count, line.desk_count) == (2, 2)
    assert _pass(line) == 1
    assert Inbound.objects.count() == 3


@pytest.mark.slow
def test_a_thousand_waiting_mails_do_not_fill_the_memory(box: Dovecot) -> None:
    body = b"x" * 76 + b"\r\n"
    line = _line(box, after=Line.SEEN)
    box.deliver(*[_mail(number, body * 600) for number in range(1000)])
    tracemalloc.start()
    assert _pass(line) == 1000
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # 47 MB have come through; what is held at once is what Python's collector has not looked at yet.
    assert peak < 8_000_000


def _pass(line: Line, seconds: float = 20.0) -> int:
    with _open(line, seconds) as mailbox:
        enter(line, mailbox)
        return read_new(line, mailbox, lambda: True).taken


def _open(line: Line, seconds: float = 20.0) -> Mailbox:
    return Mailbox(server_of(line), seconds)


def _line(box: Dovecot, name: str = "help", **fields: Any) -> Line:
    values: dict[str, Any] = {"imap_host": "127.0.0.1", "imap_port": box.port, "imap_user": box.user}
    return a_line(name, **(values | {"imap_secret": crypto.seal(PASSWORD)} | fields))


def _mails(number: int, start: int = 0) -> list[bytes]:
    return [_mail(one) for one in range(start, start + number)]


def _mail(number: int, body: bytes = b"Hello\r\n") -> bytes:
    head = f"From: ann@shop.example\r\nSubject: {number}\r\nMessage-ID: <{number}@mail.example>\r\n\r\n"
    return head.encode() + body
