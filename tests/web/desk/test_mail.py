"""Mail in and out: receipts, originals, deliveries."""

from typing import Any

import pytest

from ringback.channels.models import Delivery, Inbound
from ringback.tickets import holding
from ringback.tickets.health import is_well
from ringback.tickets.models import Message, Ticket
from tests.web.conftest import As
from tests.world import World, said_by_our_server

pytestmark = pytest.mark.django_db


def test_each_end_has_its_list_with_the_reason(as_: As, world: World) -> None:
    client = as_("anna")
    assert "mallory@elsewhere.example" in client.get("/inbound?end=held").content.decode()
    body = client.get("/inbound?end=quarantined").content.decode()
    assert f"/inbound/{world.near.unread.pk}" in body and "neither sender nor headers" in body
    assert f"/inbound/{world.far.unread.pk}" not in body
    assert client.get("/inbound?end=lost").status_code == 422


def test_a_quarantined_mail_is_read_once_more(as_: As, world: World) -> None:
    at = f"/inbound/{world.near.unread.pk}/retrial"
    assert as_("bo").post(at).status_code == 404
    assert as_("anna").post(at).status_code == 303
    assert Inbound.objects.get(pk=world.near.unread.pk).end == ""


def test_about_what_could_not_be_read_somebody_decides_that_nothing_is_to_be_done(
    as_: As, world: World
) -> None:
    Inbound.objects.filter(pk=world.far.unread.pk).delete()
    assert not is_well()
    at = f"/inbound/{world.near.unread.pk}/dismissal"
    assert as_("bo").post(at).status_code == 404
    assert as_("anna").post(at).status_code == 303
    assert is_well()
    assert f"/inbound/{world.near.unread.pk}" in as_("anna").get("/inbound?end=quarantined").content.decode()
    assert as_("anna").post(f"/inbound/{world.near.inbound.pk}/dismissal").status_code == 409


def test_held_mail_that_was_decided_about_leaves_the_list(as_: As, world: World) -> None:
    holding.reject(world.actor("anna"), world.near.held.pk)
    assert "mallory@elsewhere.example" not in as_("anna").get("/inbound?end=held").content.decode()


def test_a_ticket_is_made_of_it_by_hand(as_: As, world: World) -> None:
    at, form = (
        f"/inbound/{world.near.unread.pk}/ticket",
        {"address": "eve@x.example", "subject": "Lid", "html_or_text": "A lid!"},
    )
    assert as_("bo").post(at, form).status_code == 404
    assert as_("anna").post(at, form | {"address": "eve"}).status_code == 422
    answer = as_("anna").post(at, form)
    ticket = Ticket.objects.latest("id")
    assert (answer.status_code, answer["Location"]) == (303, f"/tickets/{ticket.pk}")
    assert ticket.subject == "Lid"
    assert as_("anna").post(at, form).status_code == 422


def test_the_source_is_a_plain_file_for_those_who_may(as_: As, world: World) -> None:
    for at in (f"/inbound/{world.near.inbound.pk}/source", f"/messages/{world.near.message.pk}/source"):
        answer = as_("anna").get(at)
        assert answer["Content-Type"] == "text/plain; charset=utf-8"
        assert answer["Content-Disposition"].startswith("attachment")
        assert b"Subject: Kettle leaks" in answer.content
        assert as_("bo").get(at).status_code == 404
        assert as_("pia").get(at).status_code == 404


def test_the_original_stands_in_a_frame_that_can_do_nothing(as_: As, world: World) -> None:
    at = f"/messages/{world.near.message.pk}/original"
    page = as_("anna").get(at).content.decode()
    assert "<iframe" in page and " sandbox " in page
    frame = as_("anna").get(f"{at}/frame")
    assert frame["Content-Security-Policy"].startswith(
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self'"
    )
    assert frame["X-Frame-Options"] == "SAMEORIGIN"
    assert as_("bo").get(f"{at}/frame").status_code == 404


def test_what_proves_the_sender_is_told_to_those_who_may_see_the_original(as_: As, world: World) -> None:
    number = world.near.message.pk
    assert (
        f'hx-get="/messages/{number}/sender"'
        in as_("anna").get(f"/messages/{number}/original").content.decode()
    )
    said = as_("anna").get(f"/messages/{number}/sender").content.decode()
    assert "sender not proven" in said and "carries no signature" in said
    said_by_our_server(world.near.message, "mx.house.example")
    said = as_("anna").get(f"/messages/{number}/sender").content.decode()
    assert "proven" in said and "not proven" not in said and "says mx.house.example" in said
    assert as_("bo").get(f"/messages/{number}/sender").status_code == 404


def test_pictures_from_elsewhere_stay_blocked_until_asked_for(as_: As, world: World) -> None:
    html = '<p>Look:</p><img data-remote="https://tracker.example/p.gif?id=7" alt="">'
    Message.objects.filter(pk=world.near.message.pk).update(html=html)
    at, client = f"/tickets/{world.near.ticket.pk}", as_("anna")
    blocked = client.get(at).content.decode()
    assert "is not loaded" in blocked and 'src="https://tracker' not in blocked
    shown = client.get(f"{at}?pictures={world.near.message.pk}").content.decode()
    assert f'src="/messages/{world.near.message.pk}/pictures/0"' in shown
    assert client.get(f"/messages/{world.near.message.pk}/pictures/1").status_code == 404
    assert as_("bo").get(f"/messages/{world.near.message.pk}/pictures/0").status_code == 404


def test_our_machine_fetches_no_picture_from_inside_the_house(as_: As, world: World) -> None:
    Message.objects.filter(pk=world.near.message.pk).update(
        html='<img data-remote="http://127.0.0.1:1/x.gif" alt="">'
    )
    assert as_("anna").get(f"/messages/{world.near.message.pk}/pictures/0").status_code == 422


def test_what_did_not_arrive_is_listed_and_sent_again(as_: As, world: World) -> None:
    delivery = world.near.answer.delivery
    assert delivery
    Delivery.objects.filter(pk=delivery.pk).update(
        state="failed", failure="The server knows nobody called Colin."
    )
    assert "knows nobody called Colin" in as_("anna").get("/deliveries?state=failed").content.decode()
    assert "knows nobody called Colin" in as_("anna").get(f"/tickets/{world.near.ticket.pk}").content.decode()
    assert "knows nobody" not in as_("bo").get("/deliveries?state=failed").content.decode()
    at = f"/deliveries/{delivery.pk}/retrial"
    assert as_("bo").post(at).status_code == 404
    assert as_("anna").post(at).status_code == 303
    assert Delivery.objects.get(pk=delivery.pk).state == "queued"
    assert as_("anna").get("/deliveries?state=lost").status_code == 422


def test_each_delivery_leads_to_its_ticket(as_: As, world: World, django_assert_max_num_queries: Any) -> None:
    Delivery.objects.update(state="sent")
    client, answer = as_("anna"), world.near.answer
    client.get("/deliveries?state=sent")
    with django_assert_max_num_queries(8):
        body = client.get("/deliveries?state=sent").content.decode()
    assert f'href="/tickets/{answer.ticket_id}#message-{answer.pk}"' in body
    assert f'href="/tickets/{world.far.ticket.pk}#' not in body
