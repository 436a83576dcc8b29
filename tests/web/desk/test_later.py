"""Taking a reply back, and sending one later, from the desk."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from ringback.channels.models import Delivery
from ringback.company import house
from ringback.kit.clock import now
from ringback.ledger.actor import SYSTEM
from ringback.tickets.models import Category, Draft, Message, Status
from tests.web.conftest import As
from tests.world import World

pytestmark = pytest.mark.django_db


def _form(**more: Any) -> dict[str, Any]:
    return {
        "html_or_text": "<p>Wrong customer</p>",
        "format": "html",
        "to": "Colin <colin@mail.example>",
        **more,
    }


def _said(answer: Any) -> Any:
    return json.loads(answer["HX-Trigger"])["desk:said"]


def test_what_was_sent_is_taken_back_by_the_address_that_the_strip_has(
    as_: As, world: World, part: dict[str, str]
) -> None:
    number, client = world.near.other.pk, as_("anna")
    answer = client.post(f"/tickets/{number}/replies", _form(cc="new@mail.example"), headers=part)
    strip, sent = _said(answer), Message.objects.latest("id")
    assert (strip["seconds"], strip["undo"]) == (5, f"/messages/{sent.pk}/undo")
    shown = {**part, "HX-Current-URL": f"http://127.0.0.1/tickets/{number}?view=mine"}
    back = client.post(strip["undo"], headers=shown)
    body = back.content.decode()
    assert back.status_code == 200
    assert f'<article class="msg out" id="message-{sent.pk}"' not in body
    assert "Wrong customer" in body.split('id="panel-reply"')[1] and "new@mail.example" in body
    assert not Message.objects.filter(pk=sent.pk).exists()


def test_whoever_has_gone_on_to_another_ticket_is_led_back_to_the_text(
    as_: As, world: World, part: dict[str, str]
) -> None:
    number, client = world.near.other.pk, as_("anna")
    strip = _said(client.post(f"/tickets/{number}/replies", _form(), headers=part))
    elsewhere = {**part, "HX-Current-URL": f"http://127.0.0.1/tickets/{world.near.ticket.pk}"}
    back = client.post(strip["undo"], headers=elsewhere)
    assert back["HX-Redirect"] == f"/tickets/{number}"
    assert "Wrong customer" in client.get(f"/tickets/{number}").content.decode()


def test_a_house_that_wants_no_while_sends_at_once(as_: As, world: World, part: dict[str, str]) -> None:
    house.put(SYSTEM, "undo_seconds", 0)
    answer = as_("anna").post(f"/tickets/{world.near.other.pk}/replies", _form(), headers=part)
    assert "undo" not in _said(answer)
    assert Delivery.objects.latest("id").due_at <= now()


def test_too_late_is_said_and_others_take_nothing_back(as_: As, world: World, part: dict[str, str]) -> None:
    as_("anna").post(f"/tickets/{world.near.other.pk}/replies", _form(), headers=part)
    sent = Message.objects.latest("id")
    refused = {
        name: as_(name).post(f"/messages/{sent.pk}/undo").status_code for name in ("lena", "bo", "pia")
    }
    assert refused == {"lena": 403, "bo": 404, "pia": 404}
    Delivery.objects.filter(pk=sent.delivery_id).update(state=Delivery.SENDING)
    late = as_("anna").post(f"/messages/{sent.pk}/undo", headers=part)
    assert late.status_code == 422
    assert "Too late" in _said(late)["text"]
    assert Message.objects.filter(pk=sent.pk).exists()


@pytest.mark.parametrize(
    ("zone", "typed", "meant"),
    [
        ("America/New_York", "2027-01-15T08:00", datetime(2027, 1, 15, 13, tzinfo=UTC)),
        ("Asia/Kolkata", "2027-01-15T08:00", datetime(2027, 1, 15, 2, 30, tzinfo=UTC)),
        ("Europe/Vienna", "2027-03-29T08:00", datetime(2027, 3, 29, 6, tzinfo=UTC)),  # after the change
    ],
)
def test_a_time_is_of_the_clock_that_its_author_sees(
    as_: As, world: World, part: dict[str, str], zone: str, typed: str, meant: datetime
) -> None:
    user, number = world.users["anna"], world.near.other.pk
    type(user).objects.filter(pk=user.pk).update(time_zone=zone)
    waits = Status.objects.get(category=Category.WAITING_FOR_CUSTOMER)
    form = _form(send_at=typed, status=waits.pk)
    answer = as_("anna").post(f"/tickets/{number}/scheduled-replies", form, headers=part)
    assert answer.status_code == 200
    draft = Draft.objects.get(ticket_id=number, author=user, kind=Draft.REPLY)
    assert (draft.send_at, draft.send_status) == (meant, waits)
    assert f'value="{typed}"' in answer.content.decode()
    assert not Message.objects.filter(text__contains="Wrong customer").exists()


@pytest.mark.parametrize(
    "send_at",
    ["", "x", "2020-01-01T08:00", "2099-01-01T08:00", "2027-03-28T02:30"],  # the last is an hour left out
)
def test_a_time_that_is_none_puts_nothing_off(
    as_: As, world: World, part: dict[str, str], send_at: str
) -> None:
    type(world.users["anna"]).objects.filter(pk=world.users["anna"].pk).update(time_zone="Europe/Vienna")
    at = f"/tickets/{world.near.other.pk}/scheduled-replies"
    assert as_("anna").post(at, _form(send_at=send_at), headers=part).status_code == 422
    assert not Draft.objects.filter(send_at__isnull=False).exists()


def test_nobody_puts_off_or_withdraws_anothers(as_: As, world: World) -> None:
    number, tomorrow = world.near.other.pk, (now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    as_("anna").post(f"/tickets/{number}/scheduled-replies", _form(send_at=tomorrow))
    draft = Draft.objects.get(send_at__isnull=False)
    assert as_("lena").post(f"/drafts/{draft.pk}/unscheduling").status_code == 404
    assert as_("bo").post(f"/tickets/{number}/scheduled-replies", _form(send_at=tomorrow)).status_code == 404
    draft.refresh_from_db()
    assert draft.send_at is not None
    assert as_("anna").post(f"/drafts/{draft.pk}/unscheduling").status_code == 303
    draft.refresh_from_db()
    assert (draft.send_at, "Wrong customer" in draft.html) == (None, True)


def test_what_has_not_gone_says_so_above_the_text(as_: As, world: World) -> None:
    Draft.objects.filter(pk=world.near.draft.pk).update(unsent="forbidden")
    body = as_("anna").get(f"/tickets/{world.near.ticket.pk}").content.decode()
    assert "has not gone out when its time came: they may not answer here any more" in body


def test_mornings_offered_are_of_the_readers_zone(as_: As, world: World) -> None:
    """On Friday evening in New York it is Saturday in London: tomorrow is the reader's."""
    user = world.users["anna"]
    type(user).objects.filter(pk=user.pk).update(time_zone="America/New_York")
    friday = datetime(2027, 1, 15, 22, tzinfo=ZoneInfo("America/New_York"))
    with time_machine.travel(friday, tick=False):
        body = as_("anna").get(f"/tickets/{world.near.other.pk}").content.decode()
    assert "2027-01-16T08:00" in body and "2027-01-18T08:00" in body


def test_a_page_with_a_reply_to_be_sent_takes_ten_statements_at_most(
    as_: As, world: World, django_assert_max_num_queries: Any
) -> None:
    number, client = world.near.other.pk, as_("anna")
    client.post(f"/tickets/{number}/replies", _form())
    tomorrow = (now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    client.post(f"/tickets/{number}/scheduled-replies", _form(send_at=tomorrow))
    client.get(f"/tickets/{number}")
    with django_assert_max_num_queries(11):  # the draft's files are one more, as of any draft
        body = client.get(f"/tickets/{number}").content.decode()
    assert "Goes out by itself" in body
