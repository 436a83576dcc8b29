"""Parties and outbound tickets by program."""

from ringback.channels.models import Delivery
from tests.api.ask import Asking
from tests.world import World


def test_a_program_names_proves_and_ends(world: World) -> None:
    anna, dora, path = Asking(world.users["anna"]), world.far.contact.pk, f"/tickets/{world.near.ticket.pk}"
    made = anna("POST", f"{path}/parties", {"contact": dora, "role": "representative"})
    assert made.status_code == 422  # no customer of hers
    aunt = anna(
        "POST", "/contacts", {"name": "Aunt", "identities": [{"kind": "email", "value": "aunt@x.example"}]}
    )
    body = {"contact": aunt.json()["id"], "role": "representative"}
    made = anna("POST", f"{path}/parties", body).json()
    assert (made["is_authorised"], made["represents"]["name"], made["proof"]) == (False, "Colin", "none")
    proof = {"proof": "guardian", "evidence": "Passport seen", "until": "2999-01-31T22:59:59Z"}
    shown = anna("PUT", f"/parties/{made['id']}/authority", proof).json()
    assert (shown["is_authorised"], shown["until"]) == (True, "2999-01-31T22:59:59.000Z")
    parts = {part["address"]: part["is_confirmed"] for part in anna.get(f"{path}/participants")["items"]}
    assert parts["aunt@x.example"] is True
    assert anna("POST", f"/parties/{made['id']}/ends").json()["ended_at"]
    parts = {part["address"]: part["is_confirmed"] for part in anna.get(f"{path}/participants")["items"]}
    assert parts["aunt@x.example"] is False
    answer = anna("POST", f"{path}/replies", {"html": "Hi", "to": [{"address": "aunt@x.example"}]})
    assert (answer.status_code, answer.json()["code"]) == (422, "authority")
    assert anna("PUT", f"/parties/{made['id']}/authority", proof).json()["code"] == "ended"
    assert [one["id"] for one in anna.get(f"{path}/parties")["items"]] == [made["id"]]


def test_a_program_writes_to_a_customer_first(world: World) -> None:
    anna, contact = Asking(world.users["anna"]), world.near.contact.pk
    body = {"contact": contact, "subject": "Recall", "html": "Send it back.", "line": world.near.line.pk}
    who = [{"contact": contact, "role": "payer"}]
    made = anna("POST", "/tickets", {**body, "outbound": True, "parties": who}).json()
    assert (made["is_outbound"], made["category"], made["message_count"]) == (True, "waiting_for_customer", 1)
    assert Delivery.objects.latest("id").subject == f"Recall [#{made['number']}]"
    named = anna.get(f"/tickets/{made['number']}/parties")["items"]
    assert [(one["role"], one["contact"]["id"]) for one in named] == [("payer", contact)]
    stranger = {"email": "eve@x.example", "subject": "Recall", "html": "Hi", "line": world.near.line.pk}
    assert anna("POST", "/tickets", {**stranger, "outbound": True}).status_code == 201
    customer = Asking(world.users["colin"])
    asked = {"subject": "x", "html": "y", "outbound": True}
    assert customer("POST", "/tickets", asked).json()["code"] == "not-yours"
