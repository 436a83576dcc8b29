import pytest

from ringback.cli.main import COMMANDS, main


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    said = capsys.readouterr().out
    assert all(f"  {name} " in said for name in COMMANDS)


def test_an_unknown_command_is_refused_and_the_known_ones_are_shown(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["nonsense"]) == 2
    said = capsys.readouterr().err
    assert "there is no command nonsense" in said
    assert "  run " in said


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_teaches_its_use(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main([name, "--help"])
    assert end.value.code == 0
    assert f"usage: ringback {name}" in capsys.readouterr().out
