"""Contacts and organizations."""

import pytest

from ringback.people.models import Contact, Organization
from tests.web.conftest import As
from tests.world import World

pytestmark = pytest.mark.django_db


def test_a_contact_shows_who_they_are_and_what_they_asked(as_: As, world: World) -> None:
    body = as_("anna").get(f"/contacts/{world.near.contact.pk}").content.decode()
    for shown in ("Colin", "colin@mail.example", "Acme Ropes", "Kettle leaks", "Kettle leaks, again"):
        assert shown in body


def test_contacts_are_found_by_the_beginning_of_name_or_address(as_: As) -> None:
    client = as_("anna")
    for typed in ("col", "COLIN@"):
        assert "Colin" in client.get(f"/contacts?q={typed}").content.decode()
    assert "Dora" not in client.get("/contacts?q=dor").content.decode()


def test_what_is_known_of_them_is_changed(as_: As, world: World) -> None:
    at, contact = f"/contacts/{world.near.contact.pk}", Contact.objects.get(pk=world.near.contact.pk)
    form = {"name": "Colin R.", "organization": "Kettle Club", "version": contact.version}
    assert as_("anna").post(at, form).status_code == 303
    contact.refresh_from_db()
    assert contact.name == "Colin R." and str(contact.organization) == "Kettle Club"
    late = as_("anna").post(at, form)
    assert late.status_code == 422 and b"changed meanwhile" in late.content


def test_identities_come_and_go(as_: As, world: World) -> None:
    at, client = f"/contacts/{world.near.contact.pk}/identities", as_("anna")
    assert client.post(at, {"kind": "phone", "value": "+49 30 123"}).status_code == 303
    phone = world.near.contact.identities.get(kind="phone")
    assert client.post(at, {"kind": "email", "value": "dora@mail.example"}).status_code == 422
    assert client.post(f"{at}/{phone.pk}/removal").status_code == 303
    foreign = world.far.contact.identities.get()
    assert client.post(f"{at}/{foreign.pk}/removal").status_code == 404


def test_strangers_get_404_and_bad_input_is_refused(as_: As, world: World) -> None:
    at = f"/contacts/{world.near.contact.pk}"
    assert as_("bo").get(at).status_code == 404
    assert as_("bo").post(at, {"name": "x"}).status_code == 404
    assert as_("pia").get(at).status_code == 404
    assert as_("anna").post(at, {"name": ""}).status_code == 422
    assert as_("anna").post(at, {"name": "x", "user": "1"}).status_code == 422


def test_an_organization_lists_only_what_one_may_see(as_: As, world: World) -> None:
    at = f"/organizations/{world.organization.pk}"
    mine, other = as_("anna").get(at).content.decode(), as_("bo").get(at).content.decode()
    assert "Kettle leaks" in mine and "Kettle leaks" not in other
    assert "Colin" not in other
    assert as_("pia").get(at).status_code == 404


def test_an_organization_is_renamed(as_: As, world: World) -> None:
    at = f"/organizations/{world.organization.pk}"
    assert as_("anna").post(at, {"name": "Acme Cords", "notes": ""}).status_code == 303
    assert Organization.objects.get(pk=world.organization.pk).name == "Acme Cords"
    assert as_("anna").post(at, {"name": ""}).status_code == 422


def test_addresses_are_suggested_to_those_who_serve_the_customer(as_: As) -> None:
    assert (
        as_("anna").get("/suggestions/contacts?q=col").json()["found"][0]["value"]
        == "Colin <colin@mail.example>"
    )
    assert as_("bo").get("/suggestions/contacts?q=col").json()["found"] == []
    assert as_("pia").get("/suggestions/contacts?q=col").status_code == 403
