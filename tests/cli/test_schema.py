"""Commands on a place that nobody has set up, and on one of another version."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db.migrations.recorder import MigrationRecorder

from ringback.cli.main import main
from tests.fresh import Fresh, untouched
from tests.servers import command


@pytest.fixture
def place(tmp_path: Path, migrated: object) -> Iterator[Fresh]:
    with untouched(tmp_path) as made:
        yield made


def test_any_command_makes_the_tables_of_an_empty_place(place: Fresh) -> None:
    made = command(
        place, "setup", "--admin", "ada@desk.example", "--password-stdin", given="a kettle of herring\n"
    )
    assert made.returncode == 0, made.stderr
    assert command(place, "status", "--json").returncode == 0
    assert command(place, "migrate", "--check").returncode == 0


def test_several_that_come_first_take_turns(place: Fresh) -> None:
    with ThreadPoolExecutor(3) as several:
        found = list(several.map(lambda _: command(place, "status", "--json"), range(3)))
    assert [one.stderr for one in found if one.returncode] == []


def test_a_database_of_an_older_version_is_named_and_left_as_it_is(
    fresh_db: Fresh, capsys: pytest.CaptureFixture[str]
) -> None:
    MigrationRecorder.Migration.objects.filter(app="tickets", name="0002_statuses").delete()
    assert main(["status"]) == 1
    assert "ringback migrate" in capsys.readouterr().err


def test_a_database_that_does_not_answer_is_a_sentence(place: Fresh) -> None:
    nowhere = place.environment | {"DATABASE_URL": "postgres://nobody@127.0.0.1:9/nothing"}
    said = subprocess.run(
        [sys.executable, "-m", "ringback", "status"], env=nowhere, capture_output=True, text=True
    )
    assert said.returncode == 1
    assert "the database does not answer" in said.stderr and "Traceback" not in said.stderr
