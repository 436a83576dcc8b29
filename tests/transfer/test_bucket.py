"""A desk whose files lie in a bucket is backed up and restored like any other, also from and to a folder."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests import buckets
from tests.fresh import Fresh, Template, until_settled
from tests.servers import command
from tests.transfer.desks import backed_up, lived, place_with_tables, told, told_by


@pytest.fixture
def at(tmp_path: Path) -> Iterator[str]:
    with buckets.serving(tmp_path) as address:
        yield address


def test_files_go_into_a_bucket_with_a_restore_and_out_of_it_with_a_backup(
    fresh_db: Fresh, migrated: Template, tmp_path: Path, at: str
) -> None:
    lived()
    until_settled()
    before = told()
    file = backed_up(fresh_db, tmp_path / "folder.ringback")
    bucket = buckets.make(at, "desk")
    with (
        place_with_tables(migrated, tmp_path / "clustered") as empty,
        place_with_tables(migrated, tmp_path / "back") as back,
    ):
        clustered = _with_bucket(empty, at)
        done = command(clustered, "restore", str(file))
        assert done.returncode == 0, done.stderr
        assert len(list(bucket.objects.all())) > 0
        assert not [path for path in (empty.data / "files").rglob("*") if path.is_file()]
        assert told_by(clustered) == before
        again = backed_up(clustered, tmp_path / "bucket.ringback")
        done = command(back, "restore", str(again))
        assert done.returncode == 0, done.stderr
        assert told_by(back) == before


def test_a_backup_of_files_that_the_bucket_has_lost_says_so(
    fresh_db: Fresh, migrated: Template, tmp_path: Path, at: str
) -> None:
    lived()
    file = backed_up(fresh_db, tmp_path / "folder.ringback")
    bucket = buckets.make(at, "desk")
    with place_with_tables(migrated, tmp_path / "clustered") as empty:
        clustered = _with_bucket(empty, at)
        assert command(clustered, "restore", str(file)).returncode == 0
        next(iter(bucket.objects.all())).delete()
        done = command(clustered, "backup", str(tmp_path / "incomplete.ringback"))
        assert "is not in the store any more, and so not in the backup" in done.stdout + done.stderr


def _with_bucket(made: Fresh, at: str) -> Fresh:
    return replace(made, environment=made.environment | {"STORAGE_URL": buckets.address_of(at, "desk")})
