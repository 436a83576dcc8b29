import io

import pytest

from ringback.access.models import Team, User
from ringback.access.roles import Role
from ringback.cli.main import main


def _setup(monkeypatch: pytest.MonkeyPatch, password: str) -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
    return main(["setup", "--admin", "Ada@Example.org", "--password-stdin"])


@pytest.mark.django_db
def test_the_first_user_is_administrator_and_agent_and_has_a_team_to_work_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert _setup(monkeypatch, "a kettle of herring") == 0
    user = User.objects.get_by_natural_key("ada@example.org")
    assert user.role_set == {Role.ADMINISTRATOR, Role.AGENT}
    assert user.check_password("a kettle of herring")
    assert Team.objects.filter(members=user).count() == 1


@pytest.mark.django_db
def test_nobody_is_made_a_second_time(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _setup(monkeypatch, "a kettle of herring")
    assert _setup(monkeypatch, "another kettle of herring") == 1
    assert "already" in capsys.readouterr().err
    assert User.objects.get_queryset().count() == 1


@pytest.mark.django_db
def test_a_password_that_is_too_easy_makes_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _setup(monkeypatch, "12345") == 1
    assert not User.objects.get_queryset().exists()
    assert not Team.objects.exists()
