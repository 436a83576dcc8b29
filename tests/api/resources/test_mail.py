"""Inbound, deliveries, lines, attachments and interactions."""

from ringback.channels.models import Delivery, Inbound, Line
from ringback.tickets import assigning
from tests.api.ask import Asking
from tests.world import ARRIVED, SECRET, World


def test_what_could_not_be_read_is_listed_with_its_reason_and_made_a_ticket_by_hand(world: World) -> None:
    ask = Asking(world.users["anna"])
    listed = ask.get("/inbound?end=quarantined")["items"]
    assert [(one["id"], bool(one["reason"])) for one in listed] == [(world.near.unread.pk, True)]
    body = {"address": "eve@mail.example", "subject": "Help", "html": "<p>It says help</p>"}
    made = ask("POST", f"/inbound/{world.near.unread.pk}/tickets", body)
    assert made.status_code == 201
    assert Inbound.objects.get(pk=world.near.unread.pk).end == Inbound.OPENED
    assert ask("POST", f"/inbound/{world.near.unread.pk}/retries", {}).status_code == 409


def test_about_what_could_not_be_read_a_program_says_that_nothing_is_to_be_done(world: World) -> None:
    ask, path = Asking(world.users["anna"]), f"/inbound/{world.near.unread.pk}"
    answer = ask("POST", f"{path}/dismissals", {}).json()
    assert (answer["end"], answer["handled_at"] is None) == ("quarantined", False)
    assert ask.get(path)["handled_at"] == answer["handled_at"]
    assert ask("POST", f"/inbound/{world.near.inbound.pk}/dismissals", {}).status_code == 409


def test_the_raw_bytes_come_as_they_came_and_as_nothing_that_runs(world: World) -> None:
    answer = Asking(world.users["anna"])("GET", f"/inbound/{world.near.unread.pk}/raw")
    assert answer.content.startswith(b"\x00\x01 not a mail at all")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")


def test_a_receipt_follows_its_ticket_to_another_team(world: World) -> None:
    anna, bo = Asking(world.users["anna"]), Asking(world.users["bo"])
    assigning.move_to_team(world.actor("anna"), world.near.ticket.pk, world.far.team)
    for path in (f"/inbound/{world.near.inbound.pk}", f"/inbound/{world.near.inbound.pk}/raw"):
        assert anna("GET", path).status_code == 404, path
    assert world.near.inbound.pk not in {one["id"] for one in anna.get("/inbound")["items"]}
    assert bo("GET", f"/tickets/{world.near.ticket.pk}").status_code == 200


def test_a_delivery_that_failed_is_tried_again_once_it_has(world: World) -> None:
    ask, path = Asking(world.users["anna"]), f"/deliveries/{world.near.answer.delivery_id}"
    assert ask("POST", f"{path}/retries", {}).json()["code"] == "not-failed"
    Delivery.objects.filter(message=world.near.answer).update(state="failed")
    assert [one["id"] for one in ask.get("/deliveries?state=failed")["items"]] == [
        world.near.answer.delivery_id
    ]
    assert ask("POST", f"{path}/retries", {}).json()["state"] == "queued"


def test_passwords_of_a_line_go_in_and_never_come_out(world: World) -> None:
    ask = Asking(world.users["ada"])
    body = {"name": "West", "address": "west@desk.example", "team": world.teams["North"].pk}
    made = ask("POST", "/lines", {**body, "imap_host": "imap.example", "imap_secret": f"{SECRET}-new"})
    assert made.status_code == 201
    assert made.json()["has_imap_secret"]
    assert SECRET not in made.content.decode()
    assert SECRET not in Line.objects.get(pk=made.json()["id"]).imap_secret


def test_a_password_does_not_follow_to_another_server(world: World) -> None:
    answer = Asking(world.users["ada"])(
        "PATCH", f"/lines/{world.near.line.pk}", {"imap_host": "evil.example"}
    )
    assert answer.json()["code"] == "secret-again"


def test_a_line_without_a_server_to_send_by_says_so_when_tried(world: World) -> None:
    tried = Asking(world.users["ada"])("POST", f"/lines/{world.near.line.pk}/tests", {}).json()
    assert not tried["ok"]
    assert tried["steps"][-1]["advice"]


def test_files_are_handed_over_to_keep_never_to_show(world: World) -> None:
    answer = Asking(world.users["colin"])("GET", f"/attachments/{world.near.file.key}")
    assert answer.getvalue() == b"Kettle leaks"
    assert answer["Content-Disposition"] == "attachment; filename*=UTF-8''photo.png"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_exchanges_with_one_customer_are_listed(world: World) -> None:
    items = Asking(world.users["anna"]).get(f"/interactions?contact={world.near.contact.pk}")["items"]
    assert {item["direction"] for item in items} == {"in", "out"}
    assert {item["contact_id"] for item in items} == {world.near.contact.pk}


def test_an_exchange_names_the_tickets_that_the_caller_may_see(world: World) -> None:
    anna, exchange = Asking(world.users["anna"]), world.near.message.interaction_id
    assert anna.get(f"/interactions/{exchange}")["tickets"] == [world.near.ticket.pk]
    listed = anna.get(f"/interactions?contact={world.near.contact.pk}")["items"]
    assert {number for one in listed for number in one["tickets"]} == {
        world.near.ticket.pk,
        world.near.other.pk,
    }
    assert anna.get(f"/messages/{world.near.message.pk}")["interaction"] == exchange
    assigning.move_to_team(world.actor("anna"), world.near.ticket.pk, world.far.team)
    assert anna.get(f"/interactions/{exchange}")["tickets"] == []


def test_a_delivery_names_its_message_and_ticket(world: World) -> None:
    ask, near = Asking(world.users["anna"]), world.near
    listed = {one["id"]: (one["ticket"], one["message"]) for one in ask.get("/deliveries")["items"]}
    assert listed[near.answer.delivery_id] == (near.ticket.pk, near.answer.pk)
    told = ask.get(f"/deliveries/{near.ticket.acknowledgement.delivery_id}")
    assert (told["purpose"], told["ticket"], told["message"]) == ("acknowledgement", near.ticket.pk, None)


def test_a_line_says_what_an_administrator_should_know(world: World) -> None:
    Line.objects.filter(pk=world.near.line.pk).update(
        notice="Quota nearly used up", server_count=12, desk_count=11, reconciled_at=ARRIVED
    )
    shown = Asking(world.users["ada"]).get(f"/lines/{world.near.line.pk}")
    assert (shown["notice"], shown["server_count"], shown["desk_count"]) == ("Quota nearly used up", 12, 11)
    assert shown["reconciled_at"] == "2026-10-01T08:30:00.000Z"
