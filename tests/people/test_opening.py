"""Opening a customer with whom one has nothing to do takes a reason, which others can read."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ringback.access import house_settings, tokens
from ringback.interactions.models import Interaction
from ringback.kit.clock import now
from ringback.kit.errors import Forbidden, Refusal, Unseen
from ringback.ledger.actor import SYSTEM
from ringback.ledger.models import Event, EventDetail
from ringback.people import contacts
from ringback.people.opening import ReasonNeeded, must_be_open, open_contact, opened, openings
from ringback.tickets.models import Category, Ticket
from tests.world import World, world

__all__ = ["world"]

WHY = "They rang about a bill"


@pytest.fixture
def quiet(world: World) -> World:
    """Nothing of Colin's is open, and the last exchange was long ago."""
    cache.clear()  # settings of the house, as another test has left them
    Ticket.objects.filter(contact=world.near.contact).update(category=Category.CLOSED, closed_at=now())
    Interaction.objects.filter(contact=world.near.contact).update(offered_at=now() - timedelta(days=31))
    return world


@pytest.mark.parametrize("name", ["anna", "lena"])
def test_whoever_has_a_ticket_or_late_exchange_with_them_needs_no_reason(world: World, name: str) -> None:
    colin = world.near.contact
    must_be_open(world.actor(name), colin)
    Ticket.objects.filter(contact=colin).update(category=Category.CLOSED, closed_at=now())
    Interaction.objects.filter(contact=colin).update(offered_at=now() - timedelta(days=29))
    must_be_open(world.actor(name), colin)
    Interaction.objects.filter(contact=colin).update(offered_at=now() - timedelta(days=31))
    with pytest.raises(ReasonNeeded):
        must_be_open(world.actor(name), colin)


@pytest.mark.parametrize("name", ["max", "ada", "gail"])
def test_reading_everything_is_no_reason(world: World, name: str) -> None:
    with pytest.raises(ReasonNeeded):
        must_be_open(world.actor(name), world.near.contact)


def test_a_ticket_that_is_ones_own_in_another_team_is_enough(quiet: World) -> None:
    max_ = quiet.users["max"]
    Ticket.objects.filter(pk=quiet.far.ticket.pk).update(assignee=max_)
    must_be_open(quiet.actor("max"), quiet.far.contact)


def test_nobody_needs_a_reason_for_themselves_or_for_whom_they_wrote_down(quiet: World) -> None:
    must_be_open(quiet.actor("colin"), quiet.near.contact)
    made = contacts.create(quiet.actor("anna"), {"name": "Nova"}, [], None)
    must_be_open(quiet.actor("anna"), made)
    with pytest.raises(ReasonNeeded):
        must_be_open(quiet.actor("lena"), made)


def test_a_reason_opens_for_an_hour_to_whoever_gave_it(quiet: World) -> None:
    colin = quiet.near.contact
    open_contact(quiet.actor("anna"), colin.pk, WHY)
    must_be_open(quiet.actor("anna"), colin)
    with pytest.raises(ReasonNeeded):
        must_be_open(quiet.actor("lena"), colin)
    with time_machine.travel(now() + timedelta(minutes=61)), pytest.raises(ReasonNeeded):
        must_be_open(quiet.actor("anna"), colin)


@pytest.mark.parametrize("reason", ["", "  ", "x", "\x00\x00\x00\x00\x00"])
def test_a_reason_says_something(quiet: World, reason: str) -> None:
    with pytest.raises(Refusal):
        open_contact(quiet.actor("anna"), quiet.near.contact.pk, reason)
    assert not Event.objects.filter(kind="contact.opened").exists()


def test_a_reason_opens_nothing_that_is_not_to_be_seen(quiet: World) -> None:
    for name in ("bo", "pia", "dora"):
        with pytest.raises((Unseen, Forbidden)):
            open_contact(quiet.actor(name), quiet.near.contact.pk, WHY)


def test_the_ledger_keeps_who_and_apart_from_it_why(quiet: World) -> None:
    colin = quiet.near.contact
    open_contact(quiet.actor("anna"), colin.pk, WHY)
    event = Event.objects.get(kind="contact.opened")
    assert (event.actor_id, event.subject_id) == (quiet.users["anna"].pk, colin.pk)
    assert "bill" not in event.data
    [one] = openings(quiet.actor("max"), colin.pk)
    assert (one.user, one.reason) == ("Anna", WHY)
    EventDetail.objects.filter(pk=event.pk).delete()
    assert openings(quiet.actor("ada"), colin.pk)[0].reason == ""
    for name in ("anna", "lena", "sid", "pia", "colin"):
        with pytest.raises(Forbidden):
            openings(quiet.actor(name), colin.pk)


def test_the_house_says_how_many_days(quiet: World) -> None:
    house_settings.change(quiet.actor("ada"), {"reason_after_days": 40})
    must_be_open(quiet.actor("anna"), quiet.near.contact)


def test_a_list_costs_no_more_statements_than_one(world: World) -> None:
    anna = world.actor("anna")
    must_be_open(anna, world.near.contact)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        opened(world.actor("max"), range(1, 200))
    assert len(asked) <= 8  # three of them say who max is


class Program:
    def __init__(self, world: World, name: str) -> None:
        _, self.secret = tokens.create(SYSTEM, world.users[name].pk, "program")

    def __call__(self, method: str, path: str, body: Any = None) -> Any:
        bearer = {"Authorization": f"Bearer {self.secret}"}
        return getattr(Client(), method)(
            f"/api/v1{path}", body or None, content_type="application/json", headers=bearer
        )


def test_programs_are_asked_as_people_are(quiet: World) -> None:
    ask, at = Program(quiet, "anna"), f"/contacts/{quiet.near.contact.pk}"
    for method, path, body in (
        ("get", at, None),
        ("patch", at, {"notes": "x"}),
        ("post", f"{at}/identities", {"kind": "phone", "value": "+4930123456"}),
    ):
        answer = ask(method, path, body)
        assert (answer.status_code, answer.json()["code"]) == (403, "reason-needed"), path
    listed = {each["id"]: each for each in ask("get", "/contacts").json()["items"]}
    assert listed[quiet.near.contact.pk] == {
        "id": quiet.near.contact.pk,
        "name": "Colin",
        "needs_reason": True,
    }
    assert ask("post", f"{at}/openings", {"reason": WHY}).status_code == 204
    assert ask("get", at).json()["identities"]
    assert Program(quiet, "max")("get", f"{at}/openings").json()["items"][0]["reason"] == WHY
    assert ask("get", f"{at}/openings").status_code == 404


def test_the_page_asks_and_then_shows(quiet: World) -> None:
    client, at = Client(SERVER_NAME="127.0.0.1"), f"/contacts/{quiet.near.contact.pk}"
    client.force_login(quiet.users["anna"])
    asked = client.get(at).content.decode()
    assert "Say why" in asked and "colin@mail.example" not in asked
    assert client.post(at, {"name": "Colin", "notes": "x"}).status_code == 403
    assert client.post(f"{at}/opening", {"reason": "x"}).status_code == 422
    assert client.post(f"{at}/opening", {"reason": WHY}).status_code == 303
    assert "colin@mail.example" in client.get(at).content.decode()
    manager = Client(SERVER_NAME="127.0.0.1")
    manager.force_login(quiet.users["max"])
    manager.post(f"{at}/opening", {"reason": "Looking into a complaint"})
    assert WHY in manager.get(at).content.decode()
    assert WHY not in client.get(at).content.decode()
