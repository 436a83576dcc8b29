"""Backup and restore give the same desk (TRUST B19)."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from ringback.access.models import User
from ringback.access.sessions import SessionStore
from ringback.channels.models import Delivery, Line
from ringback.files.models import Blob
from ringback.kit import crypto
from ringback.kit.clock import now
from ringback.ledger import lease, seals
from ringback.ledger.actor import SYSTEM
from ringback.ledger.models import Event, Lease, Reader
from ringback.people import organizations
from ringback.transfer import archive
from ringback.transfer.backup import backup
from ringback.transfer.restore import restore
from tests.fresh import Fresh, Template, until_settled
from tests.servers import Desk, command, wait_for
from tests.transfer.desks import backed_up, empty_place, lived, place_with_tables, told, told_by


@pytest.fixture
def place(migrated: Template, tmp_path: Path) -> Iterator[Fresh]:
    with place_with_tables(migrated, tmp_path / "other") as made:
        yield made


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Fresh]:
    with empty_place(tmp_path / "bare") as made:
        yield made


def test_a_restored_desk_is_the_desk_that_was_backed_up(fresh_db: Fresh, bare: Fresh, tmp_path: Path) -> None:
    lived()
    until_settled()
    seals.seal()
    before, file = told(), tmp_path / "desk.ringback"
    backup(file)
    organizations.found(SYSTEM, "What came later")
    done = command(bare, "restore", str(file))
    assert done.returncode == 0, done.stderr
    assert told_by(bare) == before
    assert told() != before
    verified = json.loads(command(bare, "audit", "verify", "--json").stdout)
    assert verified["ok"] and verified["seals"] and not verified["unsealed"]


def test_a_restored_desk_works_on(fresh_db: Fresh, place: Fresh, tmp_path: Path) -> None:
    made = lived()
    number = made.near.ticket.pk
    file, drafts = backed_up(fresh_db, tmp_path / "desk"), made.far.draft.pk
    command(place, "restore", str(file))
    with place.at_home():
        assert not Lease.objects.exists()
        claimable = Delivery.objects.filter(
            state=Delivery.SENDING, holder="", lease_until__lt="1970-01-02T00:00Z"
        )
        assert claimable.count() == Delivery.objects.count() > 0
        assert not Event.objects.exclude(xid=0).exists()
        seals.seal()
        before = Event.objects.count()
        assert organizations.found(SYSTEM, "New").pk == made.organization.pk + 1
        # What was deleted does not give its id to another.
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO tickets_draft (ticket_id, author_id, kind, html, addresses, based_on, is_held, "
                "updated_at, version) VALUES (%s, %s, 'note', '', '{}', 0, %s, '2026-11-01T00:00:00Z', 1) RETURNING id",
                [number, made.users["ada"].pk, False],
            )
            assert cursor.fetchone()[0] > drafts
        until_settled()
        assert seals.seal() == 1 and Event.objects.count() == before + 1
        assert seals.verify().broken == [] and seals.verify().unsealed == 0


def test_search_finds_the_same_after_a_restore(fresh_db: Fresh, place: Fresh, tmp_path: Path) -> None:
    lived()
    rows = "SELECT id, kind, object_id, topic_id, CAST(tokens AS text) FROM search_row ORDER BY id"
    with connection.cursor() as cursor:
        cursor.execute(rows)
        before = cursor.fetchall()
    command(place, "restore", str(backed_up(fresh_db, tmp_path / "desk")))
    with place.at_home(), connection.cursor() as cursor:
        cursor.execute(rows)
        assert cursor.fetchall() == before
        if connection.vendor == "sqlite":
            cursor.execute("INSERT INTO search_index(search_index) VALUES ('integrity-check')")


def test_nobody_stays_signed_in(fresh_db: Fresh, place: Fresh, tmp_path: Path) -> None:
    made = lived()
    session = SessionStore()
    session["_auth_user_id"] = str(made.users["anna"].pk)
    session.create()
    command(place, "restore", str(backed_up(fresh_db, tmp_path / "desk")))
    with place.at_home():
        assert User.objects.count() == len(made.users)
        assert not SessionStore(session.session_key).load()


@pytest.mark.once
def test_the_key_travels_only_when_it_is_asked_for(fresh_db: Fresh, place: Fresh, tmp_path: Path) -> None:
    del fresh_db.environment["RINGBACK_SECRET"], place.environment["RINGBACK_SECRET"]
    (fresh_db.data / "secret.key").write_text("a-key-of-its-own")
    lived()
    Line.objects.update(imap_secret=crypto.seal("the password"))
    without = backed_up(fresh_db, tmp_path / "without")
    assert b"a-key-of-its-own" not in without.read_bytes()
    assert "no key" in command(place, "restore", str(without), "--with-key").stderr
    done = command(fresh_db, "backup", str(tmp_path / "with"), "--with-key")
    assert "key is in this backup" in done.stderr
    assert (tmp_path / "with").stat().st_mode & 0o777 == 0o600
    assert command(place, "restore", str(tmp_path / "with"), "--with-key").returncode == 0
    assert (place.data / "secret.key").read_text() == "a-key-of-its-own"
    with place.at_home():
        kept = Line.objects.values_list("imap_secret", flat=True)
        assert {crypto.unseal(one) for one in kept} == {"the password"}


def test_a_backup_under_load_is_of_one_moment(desk: Desk, tmp_path: Path, place: Fresh) -> None:
    """Organizations and their events come and go together, in one transaction; so must they in the backup."""
    lived()
    program = (
        "import django; django.setup()\n"
        "from ringback.people import organizations\n"
        "from ringback.ledger.actor import SYSTEM\n"
        "n = 0\n"
        "while True:\n"
        "    n += 1; organizations.found(SYSTEM, f'Load {n}'); print(n, flush=True)\n"
    )
    environment = desk.made.environment | {"DJANGO_SETTINGS_MODULE": "ringback.settings"}
    load = subprocess.Popen(
        [sys.executable, "-c", program], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert load.stdout is not None
    try:
        load.stdout.readline()
        done = desk.run("backup", str(tmp_path / "desk"))
    finally:
        os.kill(load.pid, signal.SIGTERM)
        load.wait()
    assert done.returncode == 0, done.stderr
    assert desk.get("/health").status == 200
    assert command(place, "restore", str(tmp_path / "desk")).returncode == 0
    with place.at_home(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM people_organization WHERE name LIKE 'Load %%'")
        organizations_there = cursor.fetchone()[0]
        told_of = Event.objects.filter(kind="organization.created").count()
        assert organizations_there and told_of == organizations_there + 1


@pytest.mark.once
def test_a_file_under_its_name_is_always_whole(fresh_db: Fresh, tmp_path: Path) -> None:
    lived()
    file = tmp_path / "desk"
    file.write_bytes(b"the one before")

    def fails(what: str, count: int) -> None:
        if what == "tickets_note":
            raise OSError("no space left")

    with pytest.raises(OSError, match="no space"):
        backup(file, fails)
    assert file.read_bytes() == b"the one before"
    assert [one.name for one in tmp_path.iterdir() if "part" in one.name] == []


def test_what_was_written_is_read_back(
    fresh_db: Fresh, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lived()
    usual = archive.Writer._write

    def lies(self: archive.Writer, piece: bytes) -> None:
        usual(self, piece)
        self._digest.update(b"" if len(piece) < 2000 else b"x")

    monkeypatch.setattr(archive.Writer, "_write", lies)
    with pytest.raises(archive.Broken):
        backup(tmp_path / "desk")
    assert not (tmp_path / "desk").exists()


@pytest.mark.once
def test_a_file_that_the_store_has_lost_is_said(fresh_db: Fresh, place: Fresh, tmp_path: Path) -> None:
    made = lived()
    lost = Blob.objects.get(pk=made.near.file.blob_id)
    (fresh_db.data / "files" / lost.sha256[:2] / lost.sha256).unlink()
    done = command(fresh_db, "backup", str(tmp_path / "desk"))
    assert done.returncode == 1 and lost.sha256 in done.stderr
    done = command(place, "restore", str(tmp_path / "desk"))
    assert done.returncode == 0 and lost.sha256 in done.stderr


@pytest.mark.once
@pytest.mark.parametrize("at", [0.0, 0.001, 0.3, 0.6, 0.9, 0.999, 0.99999])
def test_a_byte_that_was_altered_is_found(fresh_db: Fresh, tmp_path: Path, at: float) -> None:
    lived()
    backup(tmp_path / "desk")
    content = bytearray((tmp_path / "desk").read_bytes())
    content[int(at * len(content))] ^= 1
    (tmp_path / "altered").write_bytes(content)
    with pytest.raises(archive.Broken), (tmp_path / "altered").open("rb") as file:
        archive.check(file)


@pytest.mark.once
def test_restore_refuses_what_is_not_a_whole_backup(fresh_db: Fresh, place: Fresh, tmp_path: Path) -> None:
    lived()
    whole = backed_up(fresh_db, tmp_path / "desk").read_bytes()
    wrong = tmp_path / "wrong"
    for content, word in {
        whole[: len(whole) // 2]: "cut short",
        whole[: len(whole) // 1024 * 512 + 200]: "cut short",  # within a header or a padding
        whole[:-1024]: "cut short",
        whole[:-1]: "cut short",
        whole + b"x": "altered",
        b"": "cut short",
        b"PK\x03\x04" + bytes(5000): "not a backup",
        whole.replace(b'"format": 1', b'"format": 9', 1): "newer version",
    }.items():
        wrong.write_bytes(content)
        done = command(place, "restore", str(wrong))
        assert done.returncode == 1 and word in done.stderr and "Traceback" not in done.stderr, word
        assert not (place.data / "restore.unfinished").exists()
        assert not (place.data / "files").exists()
    assert command(place, "restore", str(tmp_path / "desk")).returncode == 0


@pytest.mark.once
def test_a_backup_of_a_newer_schema_is_refused(fresh_db: Fresh, place: Fresh, tmp_path: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) "
            "VALUES ('tickets', '9999_tomorrow', '2026-11-01T00:00Z')"
        )
    done = command(place, "restore", str(backed_up(fresh_db, tmp_path / "desk")))
    assert done.returncode == 1 and "newer version" in done.stderr


def test_restore_refuses_a_desk_that_has_data_or_runs(desk: Desk, place: Fresh, tmp_path: Path) -> None:
    file = backed_up(desk.made, tmp_path / "desk")
    done = desk.run("restore", str(file))
    assert done.returncode == 1 and "runs here" in done.stderr
    lived()
    desk.supervisor.terminate()
    desk.supervisor.wait()
    before = told()
    done = desk.run("restore", str(file))
    assert done.returncode == 1
    # On PostgreSQL this process is one more that is connected.
    assert "is a desk in this place already" in done.stderr or "connected" in done.stderr
    assert told() == before


def test_restore_into_a_place_with_tables_but_nothing_in_them(
    fresh_db: Fresh, place: Fresh, tmp_path: Path
) -> None:
    lived()
    before = told()
    assert command(place, "status").returncode == 0
    assert command(place, "restore", str(backed_up(fresh_db, tmp_path / "desk"))).returncode == 0
    assert told_by(place) == before


def test_nothing_stays_of_a_desk_that_has_run_there_without_any_data(
    fresh_db: Fresh, place: Fresh, tmp_path: Path
) -> None:
    lived()
    with place.at_home():
        Reader.objects.create(name="stray", xid=10**6, event_id=10**6)
        lease.take("loop seals", now(), 60)
    assert command(place, "restore", str(backed_up(fresh_db, tmp_path / "desk"))).returncode == 0
    with place.at_home():
        assert not Reader.objects.filter(name="stray").exists()
        assert not Lease.objects.exists()


@pytest.mark.parametrize("step", ["tickets_message", "search"])
def test_a_restore_that_was_killed_says_so_and_can_be_started_again(
    fresh_db: Fresh, place: Fresh, tmp_path: Path, step: str
) -> None:
    lived()
    before, file = told(), backed_up(fresh_db, tmp_path / "desk")
    program = (
        "import django, os, signal, sys; django.setup()\n"
        "from pathlib import Path\n"
        "from ringback.transfer.restore import restore\n"
        f"die = lambda what, count: what == {step!r} and os.kill(os.getpid(), signal.SIGKILL)\n"
        f"restore(Path({str(file)!r}), die)\n"
    )
    environment = place.environment | {"DJANGO_SETTINGS_MODULE": "ringback.settings"}
    died = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True)
    assert died.returncode == -signal.SIGKILL, died.stderr
    for word in ("status", "prepare"):
        said = command(place, word)
        assert said.returncode == 1 and "was not finished" in said.stderr, word
    wait_for(lambda: command(place, "restore", str(file)).returncode == 0, "it does not restore")
    assert told_by(place) == before
    assert command(place, "status").returncode == 0


def test_restoring_within_a_process_tells_what_came_back(
    fresh_db: Fresh, bare: Fresh, tmp_path: Path
) -> None:
    lived()
    made = backup(tmp_path / "desk")
    steps: list[str] = []
    bare.data.mkdir(exist_ok=True)
    with bare.at_home():
        call_command("migrate", verbosity=0)
        back = restore(tmp_path / "desk", lambda what, count: steps.append(what))
        assert (back.rows, back.files) == (made.rows, made.files) and made.files > 3
        assert {"tickets_ticket", "comparing", "search"} <= set(steps)
