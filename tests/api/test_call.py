"""If-Match on versions: nobody overwrites what they have not seen."""

from typing import Any

from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from ringback.api.call import BadRequest, etag, wanted_version
from ringback.tickets.models import Message
from tests.api.ask import Asking
from tests.world import World


@given(st.integers(0, 10**9 - 1))
def test_the_version_that_was_sent_out_is_the_one_that_comes_back(version: int) -> None:
    request = RequestFactory().get("/", headers={"If-Match": etag(version)["ETag"]})
    assert wanted_version(request) == version


@given(st.text(st.characters(codec="latin-1", exclude_categories=["Cc"])))
def test_anything_else_is_a_bad_request_and_no_fault(given_header: str) -> None:
    request = RequestFactory().get("/", headers={"If-Match": given_header})
    try:
        version = wanted_version(request)
    except BadRequest:
        return
    assert (
        version is None or given_header.strip() == etag(version)["ETag"] or given_header.strip('" ').isdigit()
    )


def test_a_change_based_on_an_old_version_is_refused_and_says_which_is_new(world: World) -> None:
    ask, path = Asking(world.users["anna"]), f"/tickets/{world.near.ticket.pk}"
    seen = ask("GET", path)["ETag"]
    assert ask("PATCH", path, {"priority": 1}, headers={"If-Match": seen}).status_code == 200
    stale = ask("PATCH", path, {"priority": 4}, headers={"If-Match": seen})
    assert (stale.status_code, stale.json()["code"]) == (409, "stale")
    assert f'"{stale.json()["version"]}"' == ask("GET", path)["ETag"]
    assert ask.get(path)["priority"] == 1


def test_every_resource_with_a_version_heeds_it(world: World) -> None:
    ask = Asking(world.users["ada"])
    paths = {
        f"/contacts/{world.near.contact.pk}": {"name": "X"},
        f"/organizations/{world.organization.pk}": {"name": "X"},
        f"/teams/{world.teams['North'].pk}": {"name": "X"},
        f"/users/{world.users['bo'].pk}": {"name": "X"},
        f"/lines/{world.near.line.pk}": {"name": "X"},
    }
    opened = f"/contacts/{world.near.contact.pk}/openings"
    assert ask("POST", opened, {"reason": "They rang"}).status_code == 204
    for path, body in paths.items():
        _heeds(ask, "PATCH", path, body, ask("GET", path)["ETag"])


def test_what_is_set_beside_a_row_heeds_the_rows_version(world: World) -> None:
    anna, ada = Asking(world.users["anna"]), Asking(world.users["ada"])
    ticket, team = f"/tickets/{world.near.ticket.pk}", f"/teams/{world.teams['North'].pk}"
    user, draft = f"/users/{world.users['bo'].pk}", f"/drafts/{world.near.draft.pk}"
    _heeds(anna, "PUT", f"{ticket}/tags", {"tags": ["x"]}, anna("GET", ticket)["ETag"])
    _heeds(anna, "POST", f"{ticket}/shelvings", {"shelf": "spam"}, anna("GET", ticket)["ETag"])
    _heeds(anna, "DELETE", draft, None, anna("GET", draft)["ETag"])
    members = {"members": [{"user": world.users["bo"].pk}]}
    _heeds(ada, "PUT", f"{team}/members", members, ada("GET", f"{team}/members")["ETag"])
    _heeds(ada, "POST", f"{user}/deactivations", None, ada("GET", user)["ETag"])
    _heeds(ada, "POST", f"{user}/reactivations", None, ada("GET", user)["ETag"])


def test_a_change_of_members_is_a_new_version_of_the_team(world: World) -> None:
    ask, path = Asking(world.users["ada"]), f"/teams/{world.teams['North'].pk}"
    seen = ask("GET", path)["ETag"]
    now_in = ask("PUT", f"{path}/members", {"members": []}, headers={"If-Match": seen})
    assert now_in["ETag"] == ask("GET", path)["ETag"] != seen


def test_lines_below_replies_are_not_overwritten_unseen(world: World) -> None:
    anna, lena = Asking(world.users["anna"]), Asking(world.users["lena"])
    for ask, path in (
        (anna, f"/users/{world.users['anna'].pk}/signature"),
        (lena, f"/teams/{world.teams['North'].pk}/signature"),
    ):
        for method, body in (
            ("PUT", {"html": "<p>One</p>"}),
            ("PUT", {"html": "<p>Two</p>"}),
            ("DELETE", None),
        ):
            _heeds(ask, method, path, body, ask("GET", path)["ETag"])
        assert ask("GET", path)["ETag"] == f'"{ask.get(path)["version"]}"'


def test_links_and_participants_heed_the_version_of_their_ticket(world: World) -> None:
    ask, ticket = Asking(world.users["anna"]), f"/tickets/{world.near.other.pk}"
    links, parts = f"{ticket}/links", f"{ticket}/participants"
    for collection in (links, parts):
        assert ask("GET", collection)["ETag"] == ask("GET", ticket)["ETag"]
    link = ask.get(links)["items"][0]["id"]
    _heeds(ask, "DELETE", f"{links}/{link}", None, ask("GET", links)["ETag"])
    _heeds(ask, "POST", links, {"other": world.near.ticket.pk}, ask("GET", links)["ETag"])
    _heeds(ask, "POST", parts, {"address": "aunt@mail.example"}, ask("GET", parts)["ETag"])
    aunt = ask.get(parts)["items"][-1]["id"]
    _heeds(ask, "POST", f"{parts}/{aunt}/confirmations", None, ask("GET", parts)["ETag"])
    _heeds(ask, "DELETE", f"{parts}/{aunt}", None, ask("GET", parts)["ETag"])


def test_a_version_of_what_has_none_can_not_be_met_and_nothing_is_done(world: World) -> None:
    ask, ticket = Asking(world.users["anna"]), f"/tickets/{world.near.ticket.pk}"
    before = Message.objects.count()
    for path, body in (
        (f"{ticket}/replies", {"html": "<p>x</p>"}),
        (f"{ticket}/followers", {}),
        (f"/messages/{world.near.held.pk}/acceptances", None),
        (f"/contacts/{world.near.contact.pk}/identities", {"kind": "phone", "value": "+4930123456"}),
    ):
        unmet = ask("POST", path, body, headers={"If-Match": '"1"'})
        assert (unmet.status_code, unmet.json()["code"]) == (412, "no-version"), path
    assert Message.objects.count() == before
    assert Message.objects.get(pk=world.near.held.pk).state == Message.HELD


def test_an_asterisk_only_asks_that_the_thing_is_there(world: World) -> None:
    ask, any_version = Asking(world.users["anna"]), {"If-Match": "*"}
    for number, status in ((world.near.ticket.pk, 201), (world.far.ticket.pk, 404)):
        path = f"/tickets/{number}/replies"
        assert ask("POST", path, {"html": "<p>x</p>"}, headers=any_version).status_code == status
    assert ask("POST", path, {"html": "<p>x</p>"}, headers={"If-Match": "1"}).status_code == 400


def _heeds(ask: Asking, method: str, path: str, body: Any, seen: str) -> None:
    assert ask(method, path, body, headers={"If-Match": '"999999"'}).status_code == 409, path
    assert ask(method, path, body, headers={"If-Match": seen}).status_code in (200, 201, 204), path
