import pytest

from ringback.access.bearer import holder_of
from ringback.access.standing import standing
from ringback.cli.main import main
from tests.world import World, world

__all__ = ["world"]


def test_the_token_alone_is_printed_and_belongs_to_its_user(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["token", "create", "--user", "Anna@House.example"]) == 0
    secret = capsys.readouterr().out.rstrip("\n")
    actor = holder_of(secret)
    assert actor is not None
    assert standing(actor).user_id == world.users["anna"].pk
    assert standing(actor).scopes is None


def test_scopes_may_be_named_together_or_one_by_one(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--scope", "tickets:read", "notes:read", "--scope", "tickets:write"]
    assert main(["token", "create", "--user", "anna@house.example", *words]) == 0
    actor = holder_of(capsys.readouterr().out.strip())
    assert actor is not None
    assert standing(actor).scopes == frozenset({"tickets:read", "notes:read", "tickets:write"})


def test_an_unknown_user_or_scope_makes_no_token(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["token", "create", "--user", "nobody@house.example"]) == 1
    assert main(["token", "create", "--user", "anna@house.example", "--scope", "everything"]) == 1
    assert capsys.readouterr().out == ""
