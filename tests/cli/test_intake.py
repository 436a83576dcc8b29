import json
from pathlib import Path
from typing import Any

import pytest

from ringback.channels.models import Inbound
from ringback.channels.take_in import raw_of
from ringback.cli.main import main
from tests.channels.cast import a_line
from tests.fresh import Fresh

ZERO = dict.fromkeys(["opened", "threaded", "held", "ignored", "quarantined", "duplicates", "failed"], 0)


@pytest.fixture
def folder(fresh_db: Fresh, tmp_path: Path) -> Path:
    a_line("help")
    made = tmp_path / "mails"
    made.mkdir()
    return made


def test_every_mail_of_a_folder_has_its_end_and_is_counted(folder: Path, capsys: Any) -> None:
    for number in range(3):
        (folder / f"{number}.eml").write_bytes(_mail(number))
    (folder / "again.eml").write_bytes(_mail(1))
    (folder / "noise").write_bytes(b"\x00\x01\x02")
    assert _take(capsys, str(folder)) == (
        0,
        ZERO | {"read": 5, "opened": 3, "duplicates": 1, "quarantined": 1},
    )
    assert _take(capsys, str(folder)) == (0, ZERO | {"read": 5, "duplicates": 5})
    assert {raw_of(one) for one in Inbound.objects.all()} == {_mail(0), _mail(1), _mail(2), b"\x00\x01\x02"}


def test_history_comes_in_silently_with_the_dates_it_had(folder: Path, capsys: Any) -> None:
    (folder / "box").write_bytes(b"From a@x.example Thu Nov  5 12:00:00 2020\n" + _mail(1) + b"\n")
    assert _take(capsys, str(folder / "box"), "--silent")[1]["opened"] == 1
    receipt = Inbound.objects.get()
    assert (receipt.is_silent, receipt.received_at.isoformat()) == (True, "2020-11-05T12:00:00+00:00")


def test_the_line_must_be_named_where_there_are_several(folder: Path, capsys: Any) -> None:
    a_line("sales")
    (folder / "1.eml").write_bytes(_mail(1))
    assert main(["intake", str(folder)]) == 1
    assert _take(capsys, str(folder), "--line", "SALES")[1]["opened"] == 1
    assert Inbound.objects.get().line.name == "sales"


def test_what_is_not_there_is_said(folder: Path, capsys: Any) -> None:
    assert main(["intake", str(folder / "nothing")]) == 1
    assert main(["intake", "--line", "nobody", str(folder)]) == 1
    assert "no contact point nobody" in capsys.readouterr().err


def test_what_cannot_be_read_is_named_and_the_rest_is_taken_in(folder: Path, capsys: Any) -> None:
    for number in range(2):
        (folder / f"{number}.eml").write_bytes(_mail(number))
    nothing = folder / "nothing"
    status = main(["intake", "--json", str(folder / "0.eml"), str(nothing), str(folder / "1.eml")])
    told = capsys.readouterr()
    assert (status, json.loads(told.out.splitlines()[-1])) == (1, ZERO | {"read": 2, "opened": 2})
    assert str(nothing) in told.err


def test_a_mail_that_cannot_be_stored_is_counted_as_failed(
    folder: Path, capsys: Any, settings: Any, tmp_path: Path
) -> None:
    (folder / "1.eml").write_bytes(_mail(1) + b"x\n" * 200_000)
    (folder / "2.eml").write_bytes(_mail(2))
    (tmp_path / "file").write_bytes(b"")
    settings.FILES = tmp_path / "file" / "below"
    assert _take(capsys, str(folder)) == (1, ZERO | {"read": 2, "opened": 1, "failed": 1})


def _take(capsys: Any, *words: str) -> tuple[int, dict[str, int]]:
    capsys.readouterr()
    status = main(["intake", "--json", *words])
    return status, json.loads(capsys.readouterr().out.splitlines()[-1])


def _mail(number: int) -> bytes:
    date = "Date: Thu, 5 Nov 2020 12:00:00 +0000"
    return f"From: ann@x.example\n{date}\nSubject: {number}\n\nHello {number}\n".encode()
