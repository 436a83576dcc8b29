"""Replies that go out later, and replies that are taken back, as programs ask for them."""

from datetime import timedelta
from typing import Any

import pytest

from ringback.channels.models import Delivery
from ringback.kit import clock
from ringback.kit.clock import now
from ringback.tickets import scheduling
from ringback.tickets.models import Message
from tests.api.ask import Asking
from tests.world import World


@pytest.fixture
def anna(world: World) -> Asking:
    return Asking(world.users["anna"])


@pytest.fixture
def draft(world: World, anna: Asking) -> Any:
    kept = {"html": "<p>As agreed: today.</p>", "based_on": world.near.other.last_message_id}
    return anna("PUT", f"/tickets/{world.near.other.pk}/drafts/reply", kept).json()


def _in(**ahead: int) -> str:
    return (now() + timedelta(**ahead)).isoformat()


def test_a_reply_is_put_off_listed_put_off_again_and_withdrawn(
    world: World, anna: Asking, draft: Any
) -> None:
    at, number = f"/drafts/{draft['id']}", world.near.other.pk
    put_off = anna("POST", f"{at}/schedulings", {"send_at": _in(days=1)})
    assert put_off.status_code == 200
    assert put_off.json() == anna.get(at)
    assert put_off.json()["version"] == draft["version"] + 1
    listed = anna.get("/tickets?view=to_be_sent")["items"]
    assert [row["number"] for row in listed] == [number]
    other = anna("POST", f"{at}/schedulings", {"send_at": _in(days=2)}).json()
    assert other["send_at"] > put_off.json()["send_at"]
    withdrawn = anna("POST", f"{at}/unschedulings").json()
    assert (withdrawn["send_at"], withdrawn["html"]) == (None, draft["html"])
    assert anna("POST", f"{at}/unschedulings").json()["code"] == "not-scheduled"
    assert anna.get("/tickets?view=to_be_sent")["items"] == []
    kinds = [event["kind"] for event in anna.get(f"/tickets/{number}/events?limit=100")["items"]]
    assert (kinds.count("ticket.reply_scheduled"), kinds.count("ticket.reply_unscheduled")) == (2, 1)


def test_a_version_that_is_over_puts_nothing_off(anna: Asking, draft: Any) -> None:
    old = {"If-Match": f'"{draft["version"] - 1}"'}
    answer = anna("POST", f"/drafts/{draft['id']}/schedulings", {"send_at": _in(days=1)}, headers=old)
    assert answer.status_code in (409, 412)
    assert anna.get(f"/drafts/{draft['id']}")["send_at"] is None


@pytest.mark.parametrize(
    "send_at",
    ["", "tomorrow", None, "2027-01-01T08:00:00", "2020-01-01T08:00:00Z", "9999-12-31T23:59:59Z"],
)
def test_a_time_that_is_none_or_past_or_far_or_has_no_zone_is_refused(
    anna: Asking, draft: Any, send_at: object
) -> None:
    answer = anna("POST", f"/drafts/{draft['id']}/schedulings", {"send_at": send_at})
    assert answer.status_code == 422
    assert anna.get(f"/drafts/{draft['id']}")["send_at"] is None


def test_what_has_not_gone_says_why_and_is_listed(world: World, anna: Asking, draft: Any) -> None:
    number = world.near.other.pk
    anna("POST", f"/drafts/{draft['id']}/schedulings", {"send_at": _in(hours=1)})
    Asking(world.users["colin"])("POST", f"/tickets/{number}/messages", {"html": "<p>Never mind</p>"})
    with clock.at(now() + timedelta(hours=2)):
        scheduling.send_scheduled(now())
    left = anna.get(f"/drafts/{draft['id']}")
    assert (left["send_at"], left["is_held"], left["unsent"]) == (None, True, "stale")
    assert [row["number"] for row in anna.get("/tickets?view=undelivered")["items"]] == [number]


def _sent(world: World, ask: Asking, **more: Any) -> Any:
    body = {"html": "<p>Wrong customer</p>", "undo_seconds": 30, **more}
    return ask("POST", f"/tickets/{world.near.other.pk}/replies", body).json()


def test_a_reply_is_taken_back_and_its_text_is_a_draft_again(world: World, anna: Asking) -> None:
    before = anna.get(f"/tickets/{world.near.other.pk}")
    sent = _sent(world, anna, cc=[{"address": "new@mail.example"}])
    draft = anna("POST", f"/messages/{sent['id']}/undos")
    assert draft.status_code == 200
    assert (draft.json()["html"], draft.json()["cc"][0]["address"]) == (
        "<p>Wrong customer</p>",
        "new@mail.example",
    )
    assert anna("GET", f"/messages/{sent['id']}").status_code == 404
    after = anna.get(f"/tickets/{world.near.other.pk}")
    changing = ("version", "updated_at")
    assert {k: v for k, v in after.items() if k not in changing} == {
        k: v for k, v in before.items() if k not in changing
    }
    assert anna("POST", f"/messages/{sent['id']}/undos").status_code == 404


def _found(ask: Asking) -> str:
    return str([row["excerpt"] for row in ask.get("/search?q=zanzibar")["items"]])


def test_no_customer_finds_what_may_still_be_taken_back(world: World, anna: Asking) -> None:
    colin, number = Asking(world.users["colin"]), world.near.other.pk
    sent = _sent(world, anna, html="<p>Wrong zanzibar customer</p>")
    listed = colin.get(f"/tickets/{number}/messages?limit=100")
    assert "zanzibar" not in f"{listed} {_found(colin)}"
    assert colin("GET", f"/messages/{sent['id']}").status_code == 404
    assert "zanzibar" in _found(anna)
    anna("POST", f"/messages/{sent['id']}/undos")
    for name in ("anna", "lena", "colin", "pia"):
        assert "zanzibar" not in _found(Asking(world.users[name]))


def test_who_did_not_write_it_or_comes_too_late_takes_nothing_back(world: World, anna: Asking) -> None:
    sent = _sent(world, anna)
    refused = {
        name: Asking(world.users[name])("POST", f"/messages/{sent['id']}/undos").status_code
        for name in ("lena", "max", "bo", "colin", "dora", "quinn")
    }
    assert refused == {"lena": 403, "max": 404, "bo": 404, "colin": 404, "dora": 404, "quinn": 404}
    Delivery.objects.filter(message=sent["id"]).update(due_at=now())
    late = anna("POST", f"/messages/{sent['id']}/undos")
    assert (late.status_code, late.json()["code"]) == (422, "too-late")
    assert Message.objects.filter(pk=sent["id"]).exists()


def test_a_token_that_may_not_write_tickets_does_neither(world: World, draft: Any) -> None:
    reads = Asking(world.users["anna"], ["tickets:read", "messages:read", "drafts:write"])
    sent = _sent(world, Asking(world.users["anna"]))
    assert reads("POST", f"/messages/{sent['id']}/undos").status_code == 403
    assert reads("POST", f"/drafts/{draft['id']}/schedulings", {"send_at": _in(days=1)}).status_code == 403


@pytest.mark.parametrize("seconds", [-1, 61, "5", None, 1.5])
def test_a_while_that_is_none_is_refused(world: World, anna: Asking, seconds: object) -> None:
    said = Message.objects.count()
    body = {"html": "<p>x</p>", "undo_seconds": seconds}
    assert anna("POST", f"/tickets/{world.near.other.pk}/replies", body).status_code == 422
    assert Message.objects.count() == said
