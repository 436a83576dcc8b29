"""Merging from the page of a ticket and of a customer."""

import pytest

from ringback.channels.adapters.email.parsed import Address
from ringback.kit.errors import Refusal
from ringback.people.models import Contact, Reach
from ringback.tickets import linking, merging
from ringback.tickets.models import DistinctTickets, Link, Message, Ticket
from tests.web.conftest import As
from tests.world import CANARY, World, mail

pytestmark = pytest.mark.django_db


def _daves(world: World, address: str = "dave@mail.example") -> Ticket:
    came = mail(world.near.line, Address("Dave", address), "Kettle", "It leaks.")
    return Message.objects.get(inbound=came).ticket


def test_a_ticket_is_merged_shown_and_taken_out_again(as_: As, world: World, part: dict[str, str]) -> None:
    client, first, second = as_("anna"), world.near.ticket.pk, world.near.other.pk
    aside = client.get(f"/tickets/{second}/aside").content.decode()
    # Nothing but a button merges what is suggested.
    assert f'name="into" value="{first}"' in aside and "alike" in aside
    answer = client.post(f"/tickets/{second}/merge", {"into": f"#{first}"})
    assert (answer.status_code, answer["Location"]) == (303, f"/tickets/{first}")
    assert client.get(f"/tickets/{second}")["Location"] == f"/tickets/{first}"
    page = client.get(f"/tickets/{first}").content.decode()
    assert "And one more thing." in page and f'<span class="badge">#{second}</span>' in page
    assert "with 1 merged" in page and "Took in" in page
    assert f"/tickets/{second}/unmerge" in client.get(f"/tickets/{first}/aside").content.decode()
    assert client.post(f"/tickets/{second}/unmerge").status_code == 303
    assert "And one more thing." not in client.get(f"/tickets/{first}").content.decode()


def test_another_customers_takes_a_tick(as_: As, world: World, part: dict[str, str]) -> None:
    client, other, number = as_("anna"), _daves(world), world.near.ticket.pk
    answer = client.post(f"/tickets/{other.pk}/merge", {"into": number}, headers=part)
    assert answer.status_code == 422 and "different customers" in answer.content.decode()
    answer = client.post(f"/tickets/{other.pk}/merge", {"into": number, "other_contact": "1"}, headers=part)
    assert answer["HX-Redirect" if "HX-Redirect" in answer else "HX-Location"]
    assert Ticket.objects.get(pk=other.pk).canonical_id == number
    card = client.get(f"/tickets/{number}/aside").content.decode().split('id="card-parts"')[1]
    assert "dave@mail.example" in card.split("</section>")[0]


def test_what_was_said_not_to_be_the_same_is_suggested_no_more(as_: As, world: World) -> None:
    client, first, second = as_("anna"), world.near.ticket.pk, world.near.other.pk
    assert client.post(f"/tickets/{second}/distinct", {"other": first}).status_code == 303
    assert DistinctTickets.objects.filter(first_id=first, second_id=second).exists()
    for number in (first, second):
        assert 'id="suggestions"' not in client.get(f"/tickets/{number}/aside").content.decode()


def test_who_has_no_right_is_shown_no_button(as_: As, world: World) -> None:
    first, second = world.near.ticket.pk, world.near.other.pk
    merging.merge(world.actor("anna"), second, first)
    for name in ("sid", "pia", "max"):
        page = as_(name).get(f"/tickets/{first}/aside").content.decode()
        assert "/merge" not in page and "/unmerge" not in page and "/split" not in page, name
        assert as_(name).post(f"/tickets/{first}/merge", {"into": second}).status_code in (403, 404)


def test_messages_are_split_off(as_: As, world: World) -> None:
    client, number = as_("anna"), world.near.ticket.pk
    page = client.get(f"/tickets/{number}/split").content.decode()
    assert f'value="{world.near.answer.pk}"' in page and f'value="{world.near.held.pk}"' not in page
    assert client.post(f"/tickets/{number}/split", {"messages": []}).status_code == 422
    answer = client.post(
        f"/tickets/{number}/split", {"messages": [world.near.answer.pk], "subject": "Another matter"}
    )
    made = Ticket.objects.order_by("-id")[0]
    assert answer["Location"] == f"/tickets/{made.pk}"
    shown = client.get(f"/tickets/{made.pk}").content.decode()
    assert "We are looking into it." in shown and CANARY not in shown
    assert "Messages split off to" in client.get(f"/tickets/{number}").content.decode()


def test_incidents_are_told_together(as_: As, world: World) -> None:
    client, problem, incident = as_("anna"), world.near.ticket.pk, world.near.other.pk
    Link.objects.all().delete()
    assert (
        client.post(f"/tickets/{incident}/links", {"other": problem, "kind": "incident"}).status_code == 303
    )
    assert "/telling" in client.get(f"/tickets/{problem}/aside").content.decode()
    assert "/telling" not in client.get(f"/tickets/{incident}/aside").content.decode()
    answer = client.post(f"/tickets/{problem}/telling", {"html_or_text": "It is mended.", "format": "text"})
    assert answer.status_code == 200 and f"/tickets/{incident}" in answer.content.decode()
    told = Message.objects.filter(direction="out", text__contains="mended")
    assert [message.ticket_id for message in told] == [incident]
    with pytest.raises(Refusal):
        linking.link(world.actor("anna"), problem, incident, Link.INCIDENT)


def test_a_customer_is_merged_shown_and_taken_out_again(as_: As, world: World) -> None:
    """Of one who writes from a second address."""
    ticket = _daves(world, "colin+work@mail.example")
    client, colin, second = as_("lena"), world.near.contact.pk, ticket.contact_id
    page = client.get(f"/contacts/{second}").content.decode()
    assert "same address but for a tag" in page and f'name="into" value="{colin}"' in page
    answer = client.post(f"/contacts/{second}/merge", {"address": "colin@mail.example"})
    assert answer["Location"] == f"/contacts/{colin}"
    assert client.get(f"/contacts/{second}")["Location"] == f"/contacts/{colin}"
    page = client.get(f"/contacts/{colin}").content.decode()
    assert "colin+work@mail.example" in page and f"/tickets/{ticket.pk}" in page
    listed = client.get("/contacts?q=dave").content.decode()
    assert f"/contacts/{colin}" in listed and f"/contacts/{second}" not in listed
    assert as_("anna").post(f"/contacts/{second}/unmerge").status_code in (403, 404)
    assert client.post(f"/contacts/{second}/unmerge").status_code == 303
    assert "colin+work@mail.example" not in client.get(f"/contacts/{colin}").content.decode()
    assert Contact.objects.get(pk=second).canonical_id is None
    assert Reach.objects.filter(contact_id=second).exists()
