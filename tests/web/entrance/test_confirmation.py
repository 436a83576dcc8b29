"""The page behind the question: looking changes nothing, a button decides, and it tells no more than the mail did."""

import pytest
from django.core.cache import cache
from django.test import Client

from ringback.kit import clock
from ringback.resolution.models import Confirmation
from ringback.tickets.models import Category, Message
from tests.resolution.cases import after, resolved, secret_of, ticket
from tests.sweeping.asking import table_hash
from tests.world import CANARY, PARTNER_CANARY, SECRET, World


@pytest.fixture
def at(world: World) -> str:
    return f"/confirm/{secret_of(resolved(world))}"


def test_scanners_change_nothing(at: str, world: World) -> None:
    before = table_hash()
    for ask in (Client().get, Client().head):
        for _ in range(3):
            for query in ("", "?answer=yes", "?answer=no"):
                assert ask(at + query).status_code == 200
    assert table_hash() == before
    assert ticket(world).category == Category.RESOLVED


def test_it_shows_number_and_outcome_and_nothing_else(at: str, world: World) -> None:
    shown = Client().get(at)
    page = shown.content.decode()
    assert f"#{world.near.ticket.pk}" in page
    assert "We sent you a new kettle." in page
    for hidden in (CANARY, PARTNER_CANARY, SECRET, "Kettle leaks", "colin@", "Colin", "North", "Anna"):
        assert hidden not in page
    assert "script-src" not in shown["Content-Security-Policy"]
    assert "<script" not in page
    assert shown["Cache-Control"] == "no-store, private"


def test_yes_once(at: str, world: World) -> None:
    answered = Client().post(at, {"answer": "yes", "words": ""})
    assert (answered.status_code, answered["Location"]) == (303, at)
    assert ticket(world).closing_reason == "confirmed"
    assert "You have told us that it is settled" in Client().get(at).content.decode()
    again = Client().post(at, {"answer": "no", "words": ""})
    assert again.status_code == 409
    assert "answered already" in again.content.decode()
    assert ticket(world).category == Category.CLOSED


def test_no_with_words(at: str, world: World) -> None:
    Client().post(at + "?answer=yes", {"answer": "no", "words": "<b>It drips.</b>"})
    assert ticket(world).category == Category.OPEN
    said = Message.objects.get(pk=ticket(world).last_message_id)
    assert said.text == "<b>It drips.</b>"
    assert "<b>" not in said.html


@pytest.mark.parametrize("form", [{}, {"answer": "maybe"}, {"answer": "yes", "ticket": "2"}])
def test_a_form_that_says_neither(at: str, world: World, form: dict[str, str]) -> None:
    assert Client().post(at, form).status_code == 422
    assert Confirmation.objects.get().answer == ""


def test_late(world: World) -> None:
    found = resolved(world)
    with clock.at(after(found, days=7)):
        for ask in (Client().get, Client().post):
            assert ask(f"/confirm/{secret_of(found)}", {"answer": "yes"}).status_code == 404


def test_no_number_and_no_piece_of_a_secret_opens(at: str, world: World) -> None:
    secret = at.rpartition("/")[2]
    for wrong in (world.near.ticket.pk, secret[:-1], secret + "0", secret.upper(), "%20", "0" * 64):
        if str(wrong) != secret:
            assert Client().post(f"/confirm/{wrong}", {"answer": "yes"}).status_code == 404
    assert ticket(world).category == Category.RESOLVED


def test_the_secret_is_of_no_use_for_another_ticket(at: str, world: World) -> None:
    Client().post(at, {"answer": "yes"})
    world.far.ticket.refresh_from_db()
    assert world.far.ticket.category != Category.CLOSED


def test_guessing_is_throttled(db: None) -> None:
    cache.clear()
    seen = {Client().get(f"/confirm/{number:064x}").status_code for number in range(61)}
    cache.clear()
    assert seen == {404, 429}


def test_guessing_needs_the_form_of_the_page(at: str) -> None:
    assert Client(enforce_csrf_checks=True).post(at, {"answer": "yes"}).status_code == 403
