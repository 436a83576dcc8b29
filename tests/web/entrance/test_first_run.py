"""The first-run page: one link, one use, nobody there yet."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from ringback.access import first_run
from ringback.access.models import User
from tests.web.conftest import As

FORM = {"name": "Ada", "email": "ada@house.example", "password": "a kettle that leaks"}


@pytest.fixture
def token(db: None, settings: Any, tmp_path: Path) -> str:
    settings.DATA = tmp_path
    link = first_run.link()
    assert link
    return link.rsplit("/", 1)[1]


def test_the_link_makes_the_first_person_and_signs_them_in(token: str) -> None:
    client = Client(SERVER_NAME="127.0.0.1")
    assert client.get(f"/first-run/{token}").status_code == 200
    assert client.post(f"/first-run/{token}", FORM).status_code == 303
    assert User.objects.get().roles == "administrator agent"
    assert client.get("/office/people").status_code == 200


def test_it_works_once(token: str) -> None:
    Client(SERVER_NAME="127.0.0.1").post(f"/first-run/{token}", FORM)
    again = Client(SERVER_NAME="127.0.0.1")
    assert again.get(f"/first-run/{token}").status_code == 404
    assert again.post(f"/first-run/{token}", {**FORM, "email": "eve@house.example"}).status_code == 404
    assert User.objects.count() == 1
    assert first_run.link() is None


def test_the_secret_itself_is_nowhere_on_the_disk(token: str, settings: Any) -> None:
    assert token not in (settings.DATA / "first-run").read_text()
    assert (settings.DATA / "first-run").stat().st_mode & 0o077 == 0


def test_a_new_link_makes_the_old_one_worthless(token: str) -> None:
    first_run.link()
    assert Client(SERVER_NAME="127.0.0.1").get(f"/first-run/{token}").status_code == 404


@pytest.mark.parametrize(
    "bad", [{"email": "nobody"}, {"password": "short"}, {"password": "password123"}, {"name": ""}]
)
def test_bad_input_is_refused_and_the_link_still_works(bad: dict[str, str], token: str) -> None:
    client = Client(SERVER_NAME="127.0.0.1")
    assert client.post(f"/first-run/{token}", FORM | bad).status_code == 422
    assert User.objects.count() == 0
    assert client.post(f"/first-run/{token}", FORM).status_code == 303


@pytest.mark.parametrize("guess", ["0" * 32, "x", "../first-run"])
def test_a_guess_finds_nothing(guess: str, token: str) -> None:
    assert Client(SERVER_NAME="127.0.0.1").get(f"/first-run/{guess}").status_code == 404


def test_on_a_desk_with_people_there_is_no_such_page(as_: As) -> None:
    assert as_("").get("/first-run/anything").status_code == 404
