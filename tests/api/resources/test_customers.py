"""What the house keeps of its customers: preferred channel, fields of its own, segments; and exchanges by hand."""

from typing import Any

import pytest

from ringback.interactions.models import Interaction
from ringback.tickets.models import Ticket
from tests.api.ask import Asking, pieces
from tests.world import World

CALL = {
    "channel": "phone",
    "direction": "in",
    "offered_at": "2026-10-01T11:00:00+02:00",
    "answered_at": "2026-10-01T09:00:15Z",
    "ended_at": "2026-10-01T09:04:15Z",
}
TIER = {"noun": "contact", "key": "tier", "label": "Tier", "type": "choice", "options": ["gold", "tin"]}


@pytest.fixture
def ada(world: World) -> Asking:
    """An administrator's program, in a house that has defined `tier` and `seats`."""
    ask = Asking(world.users["ada"])
    for more in ({}, {"key": "seats", "label": "Seats", "type": "number", "options": []}):
        assert ask("POST", "/attributes", {**TIER, **more}).status_code == 201
    return ask


def test_a_field_is_defined_read_by_agents_and_retired(world: World, ada: Asking) -> None:
    anna = Asking(world.users["anna"])
    tier = anna.get("/attributes")["items"][0]
    assert TIER.items() <= tier.items() and tier["personal"] == "content" and tier["is_active"]
    at = f"/attributes/{tier['id']}"
    assert anna("PATCH", at, {"label": "Rank"}).status_code == 404, "whoever may not, learns nothing"
    changed = ada("PATCH", at, {"options": ["gold"], "is_active": False}, headers={"If-Match": '"1"'}).json()
    assert (changed["label"], changed["options"], changed["is_active"]) == ("Tier", ["gold"], False)
    assert ada("PATCH", at, {"label": "Rank"}, headers={"If-Match": '"1"'}).status_code == 409
    assert ada("POST", "/attributes", TIER).json()["code"] == "taken"
    assert [one["key"] for one in pieces(anna, "/attributes", 1)] == ["tier", "seats"]


def test_a_contact_carries_values_of_their_types(world: World, ada: Asking) -> None:
    anna, path = Asking(world.users["anna"]), f"/contacts/{world.near.contact.pk}"
    said = {"preferred_channel": "phone", "attributes": {"tier": "gold", "seats": 12}}
    assert said.items() <= anna("PATCH", path, said).json().items()
    less = anna("PATCH", path, {"attributes": {"seats": None}}).json()
    assert less["attributes"] == {"tier": "gold", "seats": None}
    made = anna("POST", "/contacts", {"name": "Eve", "attributes": {"seats": 3}}).json()
    assert made["attributes"] == {"tier": None, "seats": 3}
    listed = {one["id"]: one["attributes"] for one in anna.get("/contacts")["items"]}
    assert listed[made["id"]] == made["attributes"] and listed[world.near.contact.pk] == less["attributes"]


@pytest.mark.parametrize(
    ("attributes", "field"),
    [
        ({"tier": "silver"}, "attributes.tier"),
        ({"seats": "many"}, "attributes.seats"),
        ({"seats": True}, "attributes.seats"),
        ({"height": 2}, "attributes.height"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_by_name(
    world: World, ada: Asking, attributes: Any, field: str
) -> None:
    anna = Asking(world.users["anna"])
    for method, path in (("PATCH", f"/contacts/{world.near.contact.pk}"), ("POST", "/contacts")):
        answer = anna(method, path, {"attributes": attributes})
        assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])


def test_an_organization_carries_values_too(world: World, ada: Asking) -> None:
    places = {"noun": "organization", "key": "places", "label": "Places", "type": "number"}
    assert ada("POST", "/attributes", places).status_code == 201
    path = f"/organizations/{world.organization.pk}"
    assert ada("PATCH", path, {"attributes": {"places": 9}}).json()["attributes"] == {"places": 9}
    assert ada("PATCH", path, {"attributes": {"places": None}}).json()["attributes"] == {"places": None}
    made = ada("POST", "/organizations", {"name": "Brass Bands", "attributes": {"places": 2}}).json()
    assert made["attributes"] == {"places": 2}
    assert {one["id"] for one in ada.get("/organizations")["items"]} == {world.organization.pk, made["id"]}


def test_customers_say_by_what_way_they_like_to_be_reached_and_no_more(world: World, ada: Asking) -> None:
    ask, path = Asking(world.users["colin"]), f"/contacts/{world.near.contact.pk}"
    assert ask("PATCH", path, {"preferred_channel": "letter"}).json()["preferred_channel"] == "letter"
    assert ask("PATCH", path, {"attributes": {"tier": "gold"}}).json()["code"] == "not-yours"
    assert not {"attributes", "segments"} & set(ask.get(path))
    for hidden in ("/attributes", "/segments"):
        assert ask("GET", hidden).status_code == 403


def test_a_segment_is_defined_filled_by_its_conditions_changed_and_forgotten(
    world: World, ada: Asking
) -> None:
    anna, colin = Asking(world.users["anna"]), f"/contacts/{world.near.contact.pk}"
    gold = {"name": "Gold", "colour": "amber", "conditions": [_is("attribute.tier", "gold")]}
    made = ada("POST", "/segments", gold).json()
    assert gold.items() <= made.items()
    assert anna.get(f"/segments/{made['id']}/contacts")["items"] == []
    assert anna("PATCH", colin, {"attributes": {"tier": "gold"}}).json()["segments"] == [
        {"id": made["id"], "name": "Gold"}
    ]
    found = anna.get(f"/segments/{made['id']}/contacts")["items"]
    assert [one["id"] for one in found] == [world.near.contact.pk]
    assert Asking(world.users["bo"]).get(f"/segments/{made['id']}/contacts")["items"] == []
    at = f"/segments/{made['id']}"
    changed = ada("PATCH", at, {"conditions": [_is("attribute.tier", "tin")]}, headers={"If-Match": '"1"'})
    assert changed.json()["name"] == "Gold" and anna.get(colin)["segments"] == []
    assert ada("DELETE", at).status_code == 204
    assert anna("GET", at).status_code == 404


def test_a_token_without_segments_reads_contacts_without_them(world: World, ada: Asking) -> None:
    ada("POST", "/segments", {"name": "All", "conditions": [_is("organization", world.organization.pk)]})
    path = f"/contacts/{world.near.contact.pk}"
    assert Asking(world.users["anna"]).get(path)["segments"] != []
    assert Asking(world.users["anna"], ["contacts:read"]).get(path)["segments"] == []


@pytest.mark.parametrize("field", ["notes", "user__email", "organization__name", "identities__value"])
def test_a_condition_is_on_what_the_register_holds(world: World, ada: Asking, field: str) -> None:
    answer = ada("POST", "/segments", {"name": "Odd", "conditions": [_is(field, "x")]})
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["conditions"])


def test_an_exchange_that_happened_elsewhere_is_written_down(world: World) -> None:
    anna, near = Asking(world.users["anna"]), world.near
    about = [near.ticket.pk, near.other.pk]
    body = {
        **CALL,
        "contact": near.contact.pk,
        "line": near.line.pk,
        "tickets": about,
        "disposition": "helped",
    }
    answer = anna("POST", "/interactions", body)
    assert answer.status_code == 201, answer.content
    made = answer.json()
    assert anna.get(f"/interactions/{made['id']}") == made
    assert (made["tickets"], made["is_by_hand"], made["user_id"]) == (sorted(about), True, near.agent.pk)
    assert (made["wait_seconds"], made["handling_seconds"], made["disposition"]) == (15, 240, "helped")
    assert made["offered_at"] == "2026-10-01T09:00:00.000Z"
    listed = anna.get(f"/interactions?contact={near.contact.pk}")["items"]
    assert listed[0] == made
    assert Asking(world.users["bo"])("GET", f"/interactions/{made['id']}").status_code == 404
    told = anna.get(f"/tickets/{near.ticket.pk}/timeline")["items"][-1]
    assert told["event"]["kind"] == "ticket.interaction_linked"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"ended_at": "2026-10-01T08:59:59Z"}, "ended_at"),
        ({"ended_at": "2026-10-01T09:00:05Z"}, "ended_at"),
        ({"offered_at": "2026-10-01T09:00:00"}, "offered_at"),
        ({"offered_at": None}, "offered_at"),
        ({"channel": "pigeon"}, "channel"),
        ({"direction": "sideways"}, "direction"),
        ({"hold_seconds": -1}, "hold_seconds"),
        ({"disposition": "x" * 31}, "disposition"),
        ({"tickets": list(range(1, 22))}, "tickets"),
        ({"user": 1}, "user"),
    ],
)
def test_an_exchange_that_cannot_be_is_refused_by_field(world: World, more: Any, field: str) -> None:
    answer = Asking(world.users["anna"])("POST", "/interactions", {**CALL, **more})
    assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])
    assert not Interaction.objects.filter(is_by_hand=True).exists()


def test_an_exchange_is_corrected(world: World) -> None:
    anna, near = Asking(world.users["anna"]), world.near
    made = anna("POST", "/interactions", {**CALL, "tickets": [near.ticket.pk]}).json()
    at = f"/interactions/{made['id']}"
    changed = anna("PATCH", at, {"ended_at": "2026-10-01T09:10:15Z", "wrap_up_seconds": 30}).json()
    assert (changed["handling_seconds"], changed["wrap_up_seconds"]) == (600, 30)
    assert changed["tickets"] == [near.ticket.pk]
    assert anna("PATCH", at, {"tickets": []}).json()["tickets"] == []
    assert anna("PATCH", at, {"tickets": [world.far.ticket.pk]}).status_code == 422
    mail = anna("PATCH", f"/interactions/{near.message.interaction_id}", {"disposition": "x"})
    assert (mail.status_code, mail.json()["code"]) == (422, "not-by-hand")


def test_writing_it_down_moves_no_clock_of_a_ticket_that_is_not_named(world: World) -> None:
    before = list(Ticket.objects.order_by("pk").values())
    assert Asking(world.users["anna"])("POST", "/interactions", CALL).status_code == 201
    assert list(Ticket.objects.order_by("pk").values()) == before


def _is(field: str, value: Any) -> dict[str, Any]:
    return {"field": field, "op": "is", "value": value}
