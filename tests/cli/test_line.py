import io
import json
import sys
from typing import Any

import pytest

from ringback.access.models import Team
from ringback.channels.models import Line
from ringback.cli.main import main
from ringback.kit import crypto
from tests.channels.adapters.email.smtp_script import smtp_script

pytestmark = pytest.mark.django_db
ADD = ["line", "add", "Help", "--address", "help@desk.example"]


def test_a_line_is_added_with_passwords_from_standard_input(monkeypatch: Any) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("imap=one = two\nsmtp=three\n"))
    servers = [
        "--imap",
        "imaps://me@mail.example/Box",
        "--smtp",
        "smtp://me@127.0.0.1:2525",
        "--secrets-stdin",
    ]
    assert main([*ADD, *servers, "--after", "delete", "--team", "Sales", "--live-from", "2026-11-05"]) == 0
    line = Line.objects.get()
    assert (line.name, line.team.name, line.after, line.imap_folder) == ("Help", "Sales", "delete", "Box")
    assert (crypto.unseal(line.imap_secret), crypto.unseal(line.smtp_secret)) == ("one = two", "three")
    assert line.live_from.isoformat() == "2026-11-05T00:00:00+00:00"


def test_without_a_team_the_first_is_taken_and_one_is_made_where_there_is_none() -> None:
    assert main(ADD) == 0
    assert Line.objects.get().team == Team.objects.get()
    assert main(["line", "add", "Sales", "--address", "sales@desk.example"]) == 0
    assert Team.objects.count() == 1


@pytest.mark.parametrize(
    "words",
    [
        ["--address", "nonsense"],
        ["--address", "a@desk.example", "--imap", "imaps://me:secret@mail.example"],
        ["--address", "a@desk.example", "--imap", "mail.example"],
        ["--address", "a@desk.example", "--after", "burn"],
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(words: list[str], capsys: Any) -> None:
    assert main(["line", "add", "Help", *words]) == 1
    said = capsys.readouterr().err
    assert said.startswith("ringback line: ")
    assert "secret@" not in said
    assert not Line.objects.exists()


def test_testing_tells_each_step_and_whether_all_is_well(capsys: Any) -> None:
    with smtp_script() as script:
        assert main([*ADD, "--smtp", f"smtp://127.0.0.1:{script.port}"]) == 0
        capsys.readouterr()
        assert main(["line", "test", "help", "--json"]) == 0
        steps = json.loads(capsys.readouterr().out)
        assert {step["ok"] for step in steps} == {True}
        script.says["MAIL"] = "553 no"
        assert main(["line", "test", "HELP"]) == 1
        assert "FAILED  SMTP: sender" in capsys.readouterr().out
    assert main(["line", "test", "nobody"]) == 1
