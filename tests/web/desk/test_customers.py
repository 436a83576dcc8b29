"""Preferred channel, the house's own fields, segments and exchanges, as agents see them."""

from datetime import timedelta

import pytest

from ringback.access import attributes
from ringback.ledger.actor import SYSTEM
from ringback.people import segments
from ringback.people.attributing import values_of
from ringback.people.models import Contact, Organization, Segment
from ringback.tickets import exchanges
from tests.web.conftest import As
from tests.world import ARRIVED, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def fields(world: World) -> None:
    attributes.define(SYSTEM, "contact", "tier", "Tier", "choice", ["gold", "tin"])
    attributes.define(SYSTEM, "contact", "seats", "Seats", "number")
    attributes.define(SYSTEM, "contact", "prepaid", "Prepaid", "yes_no")
    attributes.define(SYSTEM, "organization", "places", "Places", "number")
    segments.define(SYSTEM, "Best", [{"field": "attribute.tier", "op": "is", "value": "gold"}], "amber")


def _form(world: World) -> dict[str, str]:
    contact = Contact.objects.get(pk=world.near.contact.pk)
    return {"name": contact.name, "organization": "Acme Ropes", "version": str(contact.version)}


def test_values_are_entered_on_the_contact_and_show_beside_the_ticket(
    as_: As, world: World, fields: None
) -> None:
    client, at = as_("anna"), f"/contacts/{world.near.contact.pk}"
    form = {"preferred_channel": "phone", "attributes.tier": "gold", "attributes.prepaid": "yes"}
    assert client.post(at, _form(world) | form).status_code == 303
    assert values_of([world.near.contact], "contact")[world.near.contact.pk] == {
        "tier": "gold",
        "seats": None,
        "prepaid": True,
    }
    page = client.get(at).content.decode()
    assert '<option value="gold" selected>' in page and '<option value="phone" selected>' in page
    aside = client.get(f"/tickets/{world.near.ticket.pk}/aside").content.decode()
    for shown in ("Phone", "Tier", "gold", "Prepaid", "Best"):
        assert shown in aside
    assert "Seats" not in aside


def test_what_does_not_fit_is_said_beside_its_field_and_nothing_is_kept(
    as_: As, world: World, fields: None
) -> None:
    at = f"/contacts/{world.near.contact.pk}"
    answer = as_("anna").post(at, _form(world) | {"attributes.seats": "many", "attributes.tier": "tin"})
    shown = answer.content.decode()
    assert answer.status_code == 422 and "Seats is a whole number." in shown and 'value="many"' in shown
    assert set(values_of([world.near.contact], "contact")[world.near.contact.pk].values()) == {None}
    founding = _form(world) | {"attributes.seats": "many", "organization": "Brass Bands"}
    assert as_("anna").post(at, founding).status_code == 422
    assert not Organization.objects.filter(name="Brass Bands").exists()
    assert as_("anna").post(at, _form(world) | {"attributes.height": "2"}).status_code == 422
    assert as_("anna").post(at, _form(world) | {"attributes.tier": "silver"}).status_code == 422


def test_a_form_that_does_not_name_them_leaves_them(as_: As, world: World, fields: None) -> None:
    client, at = as_("anna"), f"/contacts/{world.near.contact.pk}"
    client.post(at, _form(world) | {"attributes.seats": "5"})
    client.post(at, _form(world))
    assert values_of([world.near.contact], "contact")[world.near.contact.pk]["seats"] == 5
    client.post(at, _form(world) | {"attributes.seats": ""})
    assert values_of([world.near.contact], "contact")[world.near.contact.pk]["seats"] is None


def test_an_organization_takes_values_too(as_: As, world: World, fields: None) -> None:
    client, at = as_("anna"), f"/organizations/{world.organization.pk}"
    form = {"name": "Acme Ropes", "notes": ""}
    assert client.post(at, form | {"attributes.places": "12"}).status_code == 303
    assert b'value="12"' in client.get(at).content
    refused = client.post(at, form | {"attributes.places": "few"})
    assert refused.status_code == 422 and b"Places is a whole number." in refused.content


def test_a_segment_leads_to_those_in_it_whom_one_may_see(as_: As, world: World, fields: None) -> None:
    as_("anna").post(f"/contacts/{world.near.contact.pk}", _form(world) | {"attributes.tier": "gold"})
    at = f"/segments/{Segment.objects.get().pk}"
    assert f'href="{at}"' in as_("anna").get(f"/contacts/{world.near.contact.pk}").content.decode()
    assert "Best" in as_("anna").get("/segments").content.decode()
    assert "Colin" in as_("anna").get(at).content.decode()
    assert "Colin" not in as_("bo").get(at).content.decode()
    assert as_("pia").get(at).status_code == 404
    assert as_("anna").get("/segments/987654321").status_code == 404


def test_partners_see_of_the_customer_what_they_saw_before(as_: As, world: World, fields: None) -> None:
    as_("anna").post(f"/contacts/{world.near.contact.pk}", _form(world) | {"attributes.tier": "gold"})
    aside = as_("pia").get(f"/tickets/{world.near.ticket.pk}/aside").content.decode()
    assert "Best" not in aside and "Tier" not in aside


def test_an_exchange_is_one_line_of_the_thread(as_: As, world: World) -> None:
    anna, number = world.actor("anna"), world.near.ticket.pk
    call = {"offered_at": ARRIVED, "answered_at": ARRIVED, "ended_at": ARRIVED + timedelta(minutes=4)}
    made = exchanges.record(anna, "phone", "in", call, [number])
    assert "Phone call, in, 4 min" in as_("anna").get(f"/tickets/{number}").content.decode()
    exchanges.change(anna, made.pk, {"ended_at": ARRIVED + timedelta(seconds=50)})
    exchanges.change(anna, made.pk, {}, [])
    shown = as_("anna").get(f"/tickets/{number}").content.decode()
    assert "Corrected: Phone call, in, 50 s" in shown and "Does not belong here: Phone call" in shown
