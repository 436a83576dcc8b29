"""Files that cannot be stored are told on the health page, by `status` and to probes."""

import json
import shutil
from collections import namedtuple
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from ringback.cli.main import main
from ringback.kit import remembered
from ringback.ledger.actor import SYSTEM
from ringback.tickets.health import health, is_well

pytestmark = [pytest.mark.django_db, pytest.mark.once]
_Usage = namedtuple("_Usage", "total used free")


def test_a_folder_that_cannot_be_written_to_is_told_everywhere(
    settings: LazySettings, tmp_path: Path, capsys: Any
) -> None:
    assert (health(SYSTEM).files, is_well()) == ("", True)
    (tmp_path / "files").write_text("a file where the folder should be")
    settings.FILES = tmp_path / "files"
    remembered.forget_all()
    assert "Files cannot be stored" in health(SYSTEM).files
    assert (health(SYSTEM).is_ok, is_well()) == (False, False)
    assert main(["status"]) == 0
    assert "Files cannot be stored" in capsys.readouterr().out
    assert main(["status", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["ok"] is False


def test_a_disk_is_told_of_before_it_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: _Usage(10**12, 10**12 - 5 * 1024**2, 5 * 1024**2))
    assert health(SYSTEM).files == "The disk for files is nearly full: 5 MB are left."
    assert not is_well()
