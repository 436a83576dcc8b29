"""A desk of every earlier version becomes one of this version with nothing lost, even when cut off (TRUST B20)."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from ringback.channels.models import Raw
from ringback.cli import schema
from ringback.ledger import seals
from ringback.ledger.actor import SYSTEM
from ringback.people import organizations
from ringback.tickets.models import Message, Ticket
from ringback.transfer import archive, canonical, place, restore
from ringback.transfer.tables import from_json
from ringback.transfer.view import within
from tests.fresh import Fresh
from tests.servers import command
from tests.transfer.desks import empty_place

# What Django does last with a migration.
NOTED = 'INSERT INTO "django_migrations"'
DESKS = sorted((Path(__file__).parents[1] / "upgrades").glob("*.ringback"))


@pytest.fixture
def elsewhere(tmp_path: Path, django_db_blocker: Any) -> Iterator[Fresh]:
    with empty_place(tmp_path / "other") as made, django_db_blocker.unblock():
        made.data.mkdir(exist_ok=True)
        with made.at_home():
            yield made


@pytest.mark.parametrize("file", DESKS, ids=lambda file: file.stem)
def test_a_desk_of_an_earlier_version_is_brought_up_to_date(file: Path, elsewhere: Fresh) -> None:
    manifest = _as_it_was(file)
    assert not schema.is_up_to_date()
    done = command(elsewhere, "migrate")
    assert done.returncode == 0, done.stderr
    assert command(elsewhere, "migrate", "--check").returncode == 0
    _nothing_lost(manifest)


@pytest.mark.parametrize("file", DESKS, ids=lambda file: file.stem)
def test_a_backup_of_an_earlier_version_is_restored(file: Path, elsewhere: Fresh) -> None:
    done = command(elsewhere, "restore", str(file))
    assert done.returncode == 0, done.stderr
    with file.open("rb") as opened:
        _nothing_lost(archive.check(opened))


@pytest.mark.parametrize("file", DESKS[-1:], ids=lambda file: file.stem)
def test_migrating_that_was_killed_goes_on_at_the_next_run(file: Path, elsewhere: Fresh) -> None:
    manifest = _as_it_was(file)
    for word, number in (("", 12), (NOTED, 1), ("", 30), (NOTED, 2), (NOTED, 3)):
        assert _migrate_and_die(elsewhere, word, number) == -signal.SIGKILL, (word, number)
    assert command(elsewhere, "migrate").returncode == 0
    assert command(elsewhere, "migrate", "--check").returncode == 0
    _nothing_lost(manifest)


def test_until_then_the_desk_refuses_to_work(elsewhere: Fresh) -> None:
    _as_it_was(DESKS[0])
    done = command(elsewhere, "status")
    assert done.returncode == 1 and "older version" in done.stderr


def _as_it_was(file: Path) -> dict[str, Any]:
    """The tables and rows of then, and nothing of now."""
    with file.open("rb") as opened:
        manifest = archive.check(opened)
        place.build([(str(app), str(name)) for app, name in manifest["migrations"]])
        opened.seek(0)
        restore._load(opened, manifest, lambda what, count: None, with_key=False)
    # As the desk of then would have left it.
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM search_row")
        assert cursor.fetchone()[0]
    return manifest


def _migrate_and_die(made: Fresh, word: str, number: int) -> int:
    """`ringback migrate` that is killed before its so-manieth statement that begins so and writes."""
    program = (
        "import django, os, signal; django.setup()\n"
        "from django.db import connection\n"
        "from ringback.cli import schema\n"
        "seen = 0\n"
        "def count(execute, sql, params, many, context):\n"
        "    global seen\n"
        f"    seen += sql.startswith({word!r}) and not sql.lstrip().startswith(('SELECT', 'PRAGMA'))\n"
        f"    if seen == {number}: os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return execute(sql, params, many, context)\n"
        "with connection.execute_wrapper(count): schema.bring_up_to_date()\n"
    )
    environment = made.environment | {"DJANGO_SETTINGS_MODULE": "ringback.settings"}
    return subprocess.run([sys.executable, "-c", program], env=environment).returncode


def _nothing_lost(manifest: dict[str, Any]) -> None:
    """What holds before and after."""
    with transaction.atomic():
        for table in from_json(manifest["tables"]):
            count, sha256 = manifest["sums"][table.name]
            found = canonical.sum_of(canonical.lines(within(), table))
            assert found.rows == count, table.name
            if table.name.startswith(("ledger_", "tickets_message", "tickets_note", "people_identity")):
                assert found.sha256 == sha256, table.name
    verdict = seals.verify()
    assert verdict.broken == [] and verdict.seals and verdict.unsealed == 0
    assert Ticket.objects.count() and Message.objects.exclude(text="").exists()
    for raw in Raw.objects.filter(bytes__isnull=False).select_related("inbound"):
        assert raw.inbound.size == len(raw.bytes)
    before = seals.verify().events
    organizations.found(SYSTEM, "After the change")
    assert seals.verify().unsealed == 1 and seals.verify().events == before
