"""Contacts, identities, organizations, users, teams and tokens."""

from datetime import timedelta

import pytest

from ringback.access.models import Token, User
from ringback.kit.clock import now
from ringback.kit.errors import Forbidden
from ringback.people import contacts
from ringback.people.models import Contact
from tests.api.ask import Asking, pieces
from tests.world import CANARY, World


def test_whoever_writes_a_contact_down_sees_them_and_other_teams_do_not(world: World) -> None:
    body = {"name": "Eve", "identities": [{"kind": "email", "value": "Eve@Mail.example"}], "notes": "tall"}
    made = Asking(world.users["anna"])("POST", "/contacts", body)
    assert made.status_code == 201
    path = f"/contacts/{made.json()['id']}"
    assert Asking(world.users["anna"]).get(path)["identities"][0]["value"] == "Eve@Mail.example"
    assert Asking(world.users["bo"])("GET", path).status_code == 404


def test_a_contact_is_found_by_address_whatever_its_case(world: World) -> None:
    ask = Asking(world.users["anna"])
    assert [c["id"] for c in ask.get("/contacts?email=COLIN@mail.example")["items"]] == [
        world.near.contact.pk
    ]
    assert ask.get("/contacts?email=dora@mail.example")["items"] == []


def test_customers_read_themselves_without_our_remarks(world: World) -> None:
    own = Asking(world.users["colin"]).get("/contacts")["items"]
    assert [contact["id"] for contact in own] == [world.near.contact.pk]
    assert CANARY not in str(own)
    assert "notes" not in own[0]


def test_an_administrator_says_who_signs_in_as_a_contact(world: World) -> None:
    ada, path = Asking(world.users["ada"]), f"/contacts/{world.near.contact.pk}"
    ada("POST", f"{path}/openings", {"reason": "They asked for an account"})
    ben = ada("POST", "/users", {"email": "ben@mail.example", "name": "Ben", "roles": []}).json()
    assert Asking(world.users["anna"])("PATCH", path, {"user": ben["id"]}).status_code == 422, "unseen"
    assert Asking(world.users["anna"])("PATCH", path, {"user": None}).status_code == 403
    assert ada("PATCH", path, {"user": world.users["bo"].pk}).json()["errors"]["user"]
    assert ada("PATCH", path, {"user": world.users["dora"].pk}).json()["code"] == "taken"
    assert ada("PATCH", path, {"user": ben["id"]}).json()["user"] == {"id": ben["id"], "name": "Ben"}
    assert ada("PATCH", path, {"user": ben["id"], "name": "Colin"}).status_code == 200, "it is so already"
    own = Asking(User.objects.get(pk=ben["id"]))
    assert own("POST", "/tickets", {"subject": "Lid", "html": "<p>It rattles.</p>"}).status_code == 201
    assert Asking(world.users["colin"]).get("/tickets")["items"] == []
    assert ada("PATCH", path, {"user": None}).json()["user"] is None


def test_an_identity_of_somebody_else_is_taken(world: World) -> None:
    ask, path = Asking(world.users["anna"]), f"/contacts/{world.near.contact.pk}/identities"
    taken = ask("POST", path, {"kind": "email", "value": "DORA@mail.example"})
    assert (taken.status_code, taken.json()["code"]) == (422, "taken")
    number = ask("POST", path, {"kind": "phone", "value": "+49 30 123456"}).json()
    assert ask("DELETE", f"{path}/{number['id']}").status_code == 204


def test_an_organization_is_renamed_without_losing_its_notes(world: World) -> None:
    ask, path = Asking(world.users["anna"]), f"/organizations/{world.organization.pk}"
    assert ask("PATCH", path, {"name": "Acme"}).json()["notes"].startswith("Pays late")


def test_an_administrator_adds_a_user_and_lets_them_go(world: World) -> None:
    ask = Asking(world.users["ada"])
    made = ask("POST", "/users", {"email": "eve@house.example", "name": "Eve", "roles": ["agent"]}).json()
    assert made["roles"] == ["agent"]
    assert ask("PATCH", f"/users/{made['id']}", {"roles": ["manager"]}).json()["roles"] == ["manager"]
    assert not ask("POST", f"/users/{made['id']}/deactivations", {}).json()["is_active"]
    assert ask("POST", f"/users/{made['id']}/reactivations", {}).json()["is_active"]


def test_the_last_administrator_stays(world: World) -> None:
    ask = Asking(world.users["ada"])
    ask("POST", f"/users/{world.users['gail'].pk}/deactivations", {})
    answer = ask("POST", f"/users/{world.users['ada'].pk}/deactivations", {})
    assert answer.json()["code"] == "last-administrator"


def test_a_partner_sees_their_own_team_and_its_people_only(world: World) -> None:
    ask = Asking(world.users["pia"])
    assert [team["name"] for team in ask.get("/teams")["items"]] == ["Helpline"]
    assert {user["name"] for user in ask.get("/users")["items"]} == {"Pia", "Quinn"}


def test_members_of_a_team_are_set_as_a_whole(world: World) -> None:
    ask, path = Asking(world.users["ada"]), f"/teams/{world.teams['North'].pk}/members"
    body = {"members": [{"user": world.users["bo"].pk, "is_leader": True}]}
    assert ask("PUT", path, body).json()["items"] == [
        {"user": {"id": world.users["bo"].pk, "name": "Bo"}, "is_leader": True}
    ]
    assert ask("PUT", path, {"members": [{"user": world.users["colin"].pk}]}).json()["code"] == "not-staff"


def test_members_of_a_team_come_in_pieces(world: World) -> None:
    ask, path = Asking(world.users["ada"]), f"/teams/{world.teams['North'].pk}/members"
    assert [one["user"]["name"] for one in pieces(ask, path, 1)] == ["Lena", "Anna"]


def test_customers_say_their_own_name_language_and_form_of_address(world: World) -> None:
    ask, path = Asking(world.users["colin"]), f"/contacts/{world.near.contact.pk}"
    said = {"name": "Colin Ray", "language": "ga", "form_of_address": "Mr Ray"}
    seen = ask("GET", path)["ETag"]
    changed = ask("PATCH", path, said, headers={"If-Match": seen})
    assert changed.status_code == 200
    assert said.items() <= changed.json().items()
    assert "notes" not in changed.json()
    assert ask("PATCH", path, said, headers={"If-Match": seen}).status_code == 409
    assert Contact.objects.get(pk=world.near.contact.pk).name == "Colin Ray"


def test_customers_change_nothing_else_of_any_contact(world: World) -> None:
    ask, path = Asking(world.users["colin"]), f"/contacts/{world.near.contact.pk}"
    before = Contact.objects.values().get(pk=world.near.contact.pk)
    for ours in ({"notes": "A fine man"}, {"organization": None}, {"time_zone": "UTC"}):
        assert ask("PATCH", path, {"name": "X", **ours}).json()["code"] == "not-yours", ours
    assert ask("PATCH", f"/contacts/{world.far.contact.pk}", {"name": "X"}).status_code == 404
    assert ask("POST", "/contacts", {"name": "X"}).status_code == 403
    assert ask("POST", f"{path}/identities", {"kind": "phone", "value": "+4930123456"}).status_code == 403
    assert ask("DELETE", f"{path}/identities/{world.near.contact.identities.get().pk}").status_code == 403
    assert Contact.objects.values().get(pk=world.near.contact.pk) == before
    with pytest.raises(Forbidden):
        contacts.change(world.actor("colin"), world.near.contact, {"notes": "A fine man"})


def test_a_token_that_ends_makes_none_that_outlives_it(world: World) -> None:
    ask = Asking(world.users["anna"])
    end = now() + timedelta(days=1)
    Token.objects.filter(pk=ask.token.pk).update(expires_at=end)
    for days in ({}, {"days": 90}):
        made = ask("POST", "/tokens", {"scopes": ["tickets:read"], **days}).json()
        assert Token.objects.get(pk=made["id"]).expires_at == end
    Token.objects.filter(pk=ask.token.pk).update(expires_at=None)
    assert ask("POST", "/tokens", {"scopes": ["tickets:read"]}).json()["expires_at"] is None


def test_a_new_token_works_and_a_revoked_one_stops_at_once(world: World) -> None:
    ask = Asking(world.users["anna"])
    made = ask("POST", "/tokens", {"name": "report", "scopes": ["tickets:read"]}).json()
    ask.secret, own = made["secret"], ask.secret
    assert ask("GET", "/tickets").status_code == 200
    ask.secret = own
    assert ask("POST", f"/tokens/{made['id']}/revocations", {}).json()["revoked_at"]
    ask.secret = made["secret"]
    assert ask("GET", "/tickets").status_code == 401


def test_a_token_makes_none_that_may_more_than_itself(world: World) -> None:
    ask = Asking(world.users["anna"], ["tokens:write", "tickets:read"])
    for scopes in ([], ["tickets:read", "notes:read"]):
        assert ask("POST", "/tokens", {"scopes": scopes}).status_code == 403
    assert ask("POST", "/tokens", {"scopes": ["tickets:read"]}).status_code == 201
    assert list(ask("POST", "/tokens", {"scopes": ["everything"]}).json()["errors"]) == ["scopes"]


def test_administrators_see_that_tokens_exist_and_can_end_them_but_make_none_for_others(world: World) -> None:
    theirs = Asking(world.users["anna"])
    ask = Asking(world.users["ada"])
    assert theirs.token.pk in {token["id"] for token in ask.get("/tokens")["items"]}
    assert ask("POST", "/tokens", {"owner": world.users["anna"].pk}).status_code == 422
    ask("POST", f"/tokens/{theirs.token.pk}/revocations", {})
    assert theirs("GET", "/tickets").status_code == 401
