"""Recording a request for a customer."""

from typing import Any

import pytest

from ringback.people.models import Contact
from ringback.tickets.models import Ticket
from tests.web.conftest import As
from tests.world import World

pytestmark = pytest.mark.django_db


def _form(world: World, **more: Any) -> dict[str, Any]:
    return {
        "customer": "Eve Adams <eve@x.example>",
        "subject": "Called about a lid",
        "html_or_text": "She needs a lid.",
        "format": "text",
        "line": world.near.line.pk,
        "type": "order",
        "priority": 2,
        **more,
    }


def test_a_request_by_phone_becomes_a_ticket_of_a_new_customer(as_: As, world: World) -> None:
    answer = as_("anna").post("/tickets/new", _form(world))
    ticket = Ticket.objects.latest("id")
    assert (answer.status_code, answer["Location"]) == (303, f"/tickets/{ticket.pk}")
    assert (ticket.subject, ticket.contact.name, ticket.type, ticket.priority) == (
        "Called about a lid",
        "Eve Adams",
        "order",
        2,
    )
    assert as_("anna").get(answer["Location"]).status_code == 200


def test_a_customer_who_is_known_is_not_doubled(as_: As, world: World) -> None:
    before = Contact.objects.count()
    as_("anna").post("/tickets/new", _form(world, customer="colin@mail.example"))
    assert Ticket.objects.latest("id").contact == world.near.contact
    assert Contact.objects.count() == before


@pytest.mark.parametrize(
    "bad",
    [
        {"subject": ""},
        {"customer": "eve"},
        {"customer": "a@x.example, b@x.example"},
        {"html_or_text": ""},
        {"line": "0"},
        {"team": "1"},
        {"owner": "1"},
        {"priority": 7},
    ],
)
def test_bad_input_is_refused_beside_the_form(bad: dict[str, Any], as_: As, world: World) -> None:
    before = Ticket.objects.count()
    answer = as_("anna").post("/tickets/new", _form(world, **bad))
    assert answer.status_code == 422 and b"New ticket" in answer.content
    assert Ticket.objects.count() == before


def test_those_who_may_not_open_tickets_do_not(as_: As, world: World) -> None:
    for name in ("max", "pia", "ada", "colin"):
        assert as_(name).post("/tickets/new", _form(world)).status_code == 403
    assert as_("bo").post("/tickets/new", _form(world)).status_code == 422
