"""Connecting a contact point with its provider, as an administrator does it in the browser."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from ringback.channels import consenting
from ringback.channels.models import Consent
from tests.channels.provider import CLIENT, SECRET, Provider, provider
from tests.web.conftest import As
from tests.world import World


@pytest.fixture
def given(settings: LazySettings) -> Iterator[Provider]:
    settings.RINGBACK_ALLOW_NETWORKS = "127.0.0.0/8"
    with provider() as made:
        yield made


def _set_up(client: Client, number: int, given: Provider) -> None:
    at = given.url
    fields = {
        "authorize_url": f"{at}/authorize",
        "token_url": f"{at}/token",
        "revoke_url": "",
        "scopes": "mail",
    }
    fields |= {"provider": "own", "tenant": "", "client_id": CLIENT, "client_secret": SECRET}
    done = client.post(f"/office/lines/{number}/consent", fields)
    assert done.status_code == 303


def _link(page: Any) -> str:
    found = re.search(r'href="(http://127[^"]+)"', page.content.decode())
    assert found
    return unescape(found[1])


def test_set_up_connected_and_disconnected(as_: As, world: World, given: Provider) -> None:
    client, number = as_("ada"), world.near.line.pk
    assert b"Set it up" in client.get(f"/office/lines/{number}").content
    _set_up(client, number, given)
    shown = client.get(f"/office/lines/{number}").content.decode()
    assert "Nobody has agreed yet" in shown
    assert SECRET not in shown
    away = client.post(f"/office/lines/{number}/consent/question")
    assert away.status_code == 200
    state, code = given.agree(_link(away))
    back = client.get(consenting.RETURN, {"state": state, "code": code})
    assert back["Location"].endswith(f"/office/lines/{number}#consent")
    shown = client.get(f"/office/lines/{number}").content.decode()
    assert "Connected" in shown
    assert not any(secret in shown for secret in (SECRET, *given.access, *given.refresh))
    client.post(f"/office/lines/{number}/consent/removal")
    assert not Consent.objects.filter(line=world.near.line).exists()


def test_an_answer_that_somebody_else_brings_is_refused(as_: As, world: World, given: Provider) -> None:
    number = world.near.line.pk
    _set_up(as_("ada"), number, given)
    state, code = given.agree(_link(as_("ada").post(f"/office/lines/{number}/consent/question")))
    refused = as_("gail").get(consenting.RETURN, {"state": state, "code": code})
    assert refused.status_code == 422
    assert given.asked == []
    assert as_("anna").get(consenting.RETURN, {"state": state, "code": code}).status_code == 403


def test_what_is_wrong_is_said_at_its_field(as_: As, world: World) -> None:
    number = world.near.line.pk
    bad = {"provider": "own", "client_id": "desk", "authorize_url": "http://a.example/", "token_url": "x"}
    answer = as_("ada").post(f"/office/lines/{number}/consent", bad)
    assert answer.status_code == 422
    assert "https://" in answer.content.decode()
