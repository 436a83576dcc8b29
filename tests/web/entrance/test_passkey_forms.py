"""What a browser sends for a passkey is believed only when it was signed for this desk; and nonsense breaks nothing."""

import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import LazySettings
from django.test import Client
from fido2.utils import websafe_encode

from ringback.access import staff, ways_in
from ringback.access.models import User
from ringback.ledger.actor import SYSTEM
from ringback.web.entrance import passkey_forms, passkeys

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann() -> User:
    return staff.add(SYSTEM, "ann@house.example", "Ann", ["agent"])


def credential(origin: str) -> dict[str, Any]:
    said = {"type": "webauthn.get", "challenge": "AAAA", "origin": origin}
    response = {"clientDataJSON": websafe_encode(json.dumps(said).encode())}
    return {"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": response}


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://desk.example", "https://desk.example"),
        ("https://desk.example:443", "https://desk.example"),
        ("https://desk.example:8443/", "https://desk.example:8443"),
        ("http://localhost:8000", "http://localhost:8000"),
    ],
)
def test_the_desk_has_one_origin(settings: LazySettings, url: str, origin: str) -> None:
    settings.RINGBACK_URL = url
    assert passkey_forms.our_origin() == origin


@pytest.mark.parametrize(
    ("url", "possible"),
    [
        ("https://desk.example", True),
        ("http://localhost:8000", True),
        ("http://desk.example", False),
        ("http://127.0.0.1:8000", False),
        ("https://192.0.2.1", False),
        ("https://[2001:db8::1]", False),
    ],
)
def test_browsers_want_a_name_and_https(settings: LazySettings, url: str, possible: bool) -> None:
    settings.RINGBACK_URL = url
    assert passkeys.are_possible() == possible


@pytest.mark.parametrize(
    "origin", ["https://next.desk.example", "https://desk.example:8443", "http://desk.example", ""]
)
def test_what_was_signed_for_the_address_next_door_is_not_even_looked_at(
    settings: LazySettings, monkeypatch: pytest.MonkeyPatch, origin: str
) -> None:
    settings.RINGBACK_URL = "https://desk.example"
    looked: list[object] = []
    monkeypatch.setattr("allauth.mfa.webauthn.internal.auth.parse_authentication_response", looked.append)
    assert not passkey_forms.SignInForm(data={"credential": json.dumps(credential(origin))}).is_valid()
    assert not looked


@pytest.mark.parametrize(
    "sent",
    ["", "null", "[]", "1", '"x"', "{}", '{"response": null}', '{"response": {"clientDataJSON": "!"}}', "{", "\x00",
     json.dumps(credential("http://localhost:8000")), json.dumps({**credential("http://localhost:8000"), "rawId": 1})],
)  # fmt: skip
def test_nonsense_is_refused_and_nothing_breaks(settings: LazySettings, sent: str) -> None:
    settings.RINGBACK_URL = "http://localhost:8000"
    client = Client(SERVER_NAME="localhost")
    client.get("/sign-in/passkey", headers={"Accept": "application/json"})
    answer = client.post("/sign-in/passkey", {"credential": sent})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in")
    assert "_auth_user_id" not in client.session


def test_nobody_names_or_removes_a_passkey_of_somebody_else(ann: User) -> None:
    other = staff.add(SYSTEM, "bob@house.example", "Bob", ["agent"])
    data = {"name": "Bob's", "credential": {}}
    theirs = Authenticator.objects.create(user=other, type=Authenticator.Type.WEBAUTHN, data=data)
    client = Client()
    client.force_login(ann)
    for what in ("name", "removal"):
        for pk in (theirs.pk, 987_654_321):
            assert client.get(f"/me/passkeys/{pk}/{what}").status_code == 404
            assert client.post(f"/me/passkeys/{pk}/{what}", {"name": "Mine"}).status_code == 404
    assert Authenticator.objects.get(pk=theirs.pk).data["name"] == "Bob's"


def test_recovery_codes_are_shown_once_and_from_then_on_counted(ann: User) -> None:
    ways_in.RecoveryCodes.activate(ann)
    assert len(ways_in.see_codes(ann)) == 10
    assert ways_in.see_codes(ann) == []
