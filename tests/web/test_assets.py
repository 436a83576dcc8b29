"""Static files: addresses that change with the content, and nothing else under them."""

import gzip

import pytest
from django.test import Client

from ringback.web.assets import asset, version

pytestmark = pytest.mark.django_db


def test_the_address_of_today_may_be_kept_for_good() -> None:
    answer = Client(SERVER_NAME="127.0.0.1").get(asset("web/css/start.css"))
    assert answer.status_code == 200
    assert "immutable" in answer["Cache-Control"]
    assert answer["Content-Type"] == "text/css; charset=utf-8"


def test_an_address_of_yesterday_still_answers_and_is_not_kept() -> None:
    answer = Client(SERVER_NAME="127.0.0.1").get("/static/0123/web/css/start.css")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "public, no-cache"


def test_text_travels_packed_to_whoever_can_unpack_it() -> None:
    client, at = Client(SERVER_NAME="127.0.0.1"), asset("web/js/start.js")
    packed = client.get(at, headers={"Accept-Encoding": "gzip, br"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == client.get(at).content


@pytest.mark.parametrize(
    "name",
    [
        "web/css/../../../settings.py",
        "web/nothing.css",
        "allauth/x.html",
        "../settings.py",
        "%2e%2e/settings.py",
    ],
)
def test_nothing_else_is_served(name: str) -> None:
    assert Client(SERVER_NAME="127.0.0.1").get(f"/static/{version()}/{name}").status_code == 404
