"""Signing in, forgetting a password, the second factor: and nobody learns who works here."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client

from ringback.access.models import User
from tests.web.conftest import As
from tests.world import World

PASSWORD = "a kettle that leaks"


@pytest.fixture
def anna(world: World) -> User:
    user = User.objects.get(pk=world.users["anna"].pk)
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    return user


def _try(client: Client, email: str, password: str) -> Any:
    return client.post("/sign-in", {"login": email, "password": password})


def test_the_right_password_opens_the_desk(anna: User) -> None:
    client = Client(SERVER_NAME="127.0.0.1")
    assert _try(client, "ANNA@house.example", PASSWORD).status_code == 302
    assert client.get("/tickets").status_code == 200


def test_known_and_unknown_get_the_same_words(anna: User) -> None:
    pages = []
    for email in ("anna@house.example", "who@house.example"):
        answer = _try(Client(SERVER_NAME="127.0.0.1"), email, "wrong")
        text = answer.content.decode().replace(email, "")
        pages.append((answer.status_code, re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)))
    assert pages[0] == pages[1]


def test_whoever_was_let_go_does_not_get_in(anna: User) -> None:
    User.objects.filter(pk=anna.pk).update(is_active=False)
    client = Client(SERVER_NAME="127.0.0.1")
    _try(client, anna.email, PASSWORD)
    assert client.get("/tickets").status_code == 302


def test_guessing_is_slowed_down_and_the_owner_still_gets_a_link(anna: User) -> None:
    client = Client(SERVER_NAME="127.0.0.1")
    for _ in range(12):
        _try(client, anna.email, "wrong")
    assert "Too many" in _try(client, anna.email, PASSWORD).content.decode()
    assert client.post("/sign-in/forgotten", {"email": anna.email}).status_code == 302


def test_where_somebody_wanted_to_go_is_kept_and_stays_on_this_desk(anna: User) -> None:
    client = Client(SERVER_NAME="127.0.0.1")
    assert 'value="/contacts"' in client.get("/sign-in?next=/contacts").content.decode()
    for evil in ("https://evil.example/", "//evil.example"):
        form = {"login": anna.email, "password": PASSWORD, "next": evil}
        assert "evil" not in Client(SERVER_NAME="127.0.0.1").post("/sign-in", form)["Location"]


def test_there_is_no_signing_up(db: None) -> None:
    assert Client(SERVER_NAME="127.0.0.1").get("/sign-up").status_code == 404
    assert Client(SERVER_NAME="127.0.0.1").post("/sign-up", {"email": "a@b.example"}).status_code == 404


def test_the_second_factor_is_asked_for_once_it_is_on(anna: User, as_: As) -> None:
    client = Client(SERVER_NAME="127.0.0.1")
    _try(client, anna.email, PASSWORD)
    assert "Is it you?" in client.get("/me/second-factor/on", follow=True).content.decode()
    page = client.post(
        "/me/confirm", {"password": PASSWORD, "next": "/me/second-factor/on"}, follow=True
    ).content.decode()
    assert "<svg" in page
    secret = page.split("<code>")[1].split("</code>")[0]
    assert client.post("/me/second-factor/on", {"code": _code(secret)}).status_code == 302
    kept = Authenticator.objects.get(user=anna, type="totp").data["secret"]
    assert secret not in kept
    again = Client(SERVER_NAME="127.0.0.1")
    _try(again, anna.email, PASSWORD)
    assert again.get("/tickets").status_code == 302
    assert "six digits" in again.get("/sign-in/code").content.decode().lower()
    assert client.get("/me/second-factor").status_code == 200


def _code(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


def test_signing_out_ends_it(as_: As, world: World) -> None:
    client = as_("anna")
    assert client.get("/sign-out").status_code == 200
    client.post("/sign-out")
    assert client.get("/tickets").status_code == 302
