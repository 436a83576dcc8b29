"""Keys for programs."""

from datetime import timedelta

import pytest

from ringback.access import tokens
from ringback.access.models import Token
from ringback.kit.errors import Forbidden, Refusal, Unseen
from ringback.kit.ids import digest
from tests.world import World

pytestmark = pytest.mark.django_db


def test_the_secret_is_told_once_and_not_kept(world: World) -> None:
    anna = world.actor("anna")
    token, secret = tokens.create(anna, world.users["anna"].pk, "script", ["tickets:read"], 30)
    assert token.digest == digest(secret) and secret not in str(vars(token))
    assert token.expires_at == token.created_at + timedelta(days=30)


def test_it_is_made_for_oneself_and_for_nobody_else(world: World) -> None:
    for name in ("anna", "lena", "max", "ada"):
        with pytest.raises(Forbidden):
            tokens.create(world.actor(name), world.users["bo"].pk, "theirs")


@pytest.mark.parametrize(("scopes", "days"), [(["everything"], 1), ([], 0), ([], 4000)])
def test_a_token_that_cannot_be_is_refused(scopes: list[str], days: int, world: World) -> None:
    with pytest.raises(Refusal):
        tokens.create(world.actor("anna"), world.users["anna"].pk, "x", scopes, days)
    assert not Token.objects.exists()


def test_it_is_stopped_by_its_owner_or_an_administrator_and_by_nobody_else(world: World) -> None:
    token, _ = tokens.create(world.actor("anna"), world.users["anna"].pk, "x")
    with pytest.raises(Unseen):
        tokens.revoke(world.actor("bo"), token.pk)
    first = tokens.revoke(world.actor("ada"), token.pk).revoked_at
    assert tokens.revoke(world.actor("anna"), token.pk).revoked_at == first
