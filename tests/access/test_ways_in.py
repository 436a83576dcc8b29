"""Who has lost phone, key and codes is let in again by an administrator, and hears of it."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from ringback.access import ways_in
from ringback.access.models import Session
from ringback.kit.errors import Forbidden, Refusal, Unseen
from ringback.ledger.models import Event
from tests.web.conftest import BACKEND
from tests.world import World, build


@pytest.fixture
def lost(db: None) -> World:
    made = build()
    for kind in (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES):
        Authenticator.objects.create(user=made.users["anna"], type=kind, data={"secret": "x"})
    return made


def test_passkeys_app_and_codes_go_and_so_does_whoever_is_signed_in(lost: World, mailoutbox: Any) -> None:
    anna, client = lost.users["anna"], Client()
    client.force_login(anna, backend=BACKEND)
    client.get("/tickets")
    ways_in.take_factors(lost.actor("ada"), anna.pk)
    assert not ways_in.has_factors(anna)
    assert not Session.objects.filter(user=anna).exists()
    assert client.get("/tickets").status_code == 302
    assert Event.objects.get(kind="user.factors_taken").subject_id == anna.pk
    [told] = mailoutbox
    assert told.to == [anna.email]
    assert "administrator has removed them" in told.body


def test_who_has_none_hears_of_nothing(lost: World, mailoutbox: Any) -> None:
    ways_in.take_factors(lost.actor("ada"), lost.users["bo"].pk)
    assert mailoutbox == []
    assert not Event.objects.filter(kind="user.factors_taken").exists()


def test_only_administrators_and_never_their_own(lost: World) -> None:
    anna = lost.users["anna"].pk
    for name, error in (
        ("max", Forbidden),
        ("lena", Forbidden),
        ("bo", Forbidden),
        ("colin", (Forbidden, Unseen)),
    ):
        with pytest.raises(error):  # type: ignore[call-overload]
            ways_in.take_factors(lost.actor(name), anna)
    with pytest.raises(Refusal, match="own page"):
        ways_in.take_factors(lost.actor("ada"), lost.users["ada"].pk)
    assert ways_in.has_factors(lost.users["anna"])


def test_the_button_is_there_for_whom_it_may_help(lost: World, client: Any) -> None:
    client.force_login(lost.users["ada"], backend=BACKEND)
    at = f"/office/people/{lost.users['anna'].pk}"
    assert "Remove their second factor" in client.get(at).content.decode()
    assert client.post(f"{at}/factors/end").status_code == 303
    assert "Remove their second factor" not in client.get(at).content.decode()
