"""A place of its own, and nothing left of it."""

import os

import pytest

from ringback.bench.place import free_port, place


def test_the_folder_is_gone_afterwards_also_after_a_failure() -> None:
    with pytest.raises(RuntimeError), place("sqlite") as here:
        (here.folder / "data").mkdir()
        raise RuntimeError
    assert not here.folder.exists()


def test_its_environment_knows_nothing_of_another_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RINGBACK_SMTP", "127.0.0.1:25")
    monkeypatch.setenv("DATABASE_URL", "postgres://elsewhere/live")
    with place("sqlite", extra={"RINGBACK_LOG": "INFO"}) as here:
        assert "RINGBACK_SMTP" not in here.environment
        assert here.environment["DATABASE_URL"] == ""
        assert here.environment["RINGBACK_LOG"] == "INFO"
        assert here.environment["RINGBACK_DATA"].startswith(str(here.folder))
        assert here.environment["PATH"] == os.environ["PATH"]


def test_a_port_is_free() -> None:
    assert 1024 < free_port() < 65536
