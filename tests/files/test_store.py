"""The folder of files: nothing is lost to whoever removes the same bytes at that moment."""

import io
import os
import time
from pathlib import Path

import pytest
from django.conf import LazySettings

from ringback.files import store, sweep
from ringback.files.models import Blob

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(autouse=True)
def _own_folder(settings: LazySettings, tmp_path: Path) -> None:
    settings.FILES = tmp_path / "files"


def test_bytes_that_are_removed_while_they_are_stored_are_no_row_without_bytes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    old, insert = store.keep(io.BytesIO(b"the same")), store.insert_unless_there

    def meanwhile(blob: Blob) -> bool:
        store.discard(old)
        return insert(blob)

    monkeypatch.setattr(store, "insert_unless_there", meanwhile)
    with pytest.raises(store.StoreAway):
        store.keep(io.BytesIO(b"the same"))
    assert not Blob.objects.exists()
    monkeypatch.undo()
    with store.open_blob(store.keep(io.BytesIO(b"the same"))) as file:
        assert file.read() == b"the same"


def test_what_could_not_be_stored_whole_leaves_nothing(tmp_path: Path) -> None:
    class Full(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError("No space left on device")

    with pytest.raises(store.StoreAway, match="No space"):
        store.keep(Full())
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


def test_what_killed_processes_left_half_stored_goes_after_a_day(tmp_path: Path) -> None:
    store.keep(io.BytesIO(b"whole"))
    old, fresh = tmp_path / "files" / ".12-ab", tmp_path / "files" / ".12-cd"
    for draft in (old, fresh):
        draft.write_bytes(b"ha")
    os.utime(old, (0, time.time() - 2 * 24 * 3600))
    assert sweep.sweep() == 0
    assert (old.exists(), fresh.exists(), Blob.objects.count()) == (False, True, 1)
