"""Where somebody is signed in, and the end of it."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from ringback.access import signed_in, staff, tokens
from ringback.access.devices import browser_of, system_of
from ringback.access.models import Session, Token
from ringback.kit.clock import now
from ringback.kit.errors import Forbidden, Unseen
from ringback.kit.networks import network_of
from ringback.ledger.actor import SYSTEM
from ringback.ledger.models import Event
from tests.world import World

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Mobile Safari/604.1"


def browser(world: World, name: str, agent: str = FIREFOX, address: str = "198.51.100.77") -> Client:
    client = Client(SERVER_NAME="127.0.0.1", REMOTE_ADDR=address, headers={"User-Agent": agent})
    client.force_login(world.users[name])
    client.get("/me")
    return client


def alive(client: Client) -> bool:
    return client.get("/me").status_code == 200


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, ("Firefox", "Linux")),
        (EDGE, ("Edge", "Windows")),
        (PHONE, ("Safari", "iPhone")),
        ("curl", ("", "")),
    ],
)
def test_browsers_have_names(agent: str, words: tuple[str, str]) -> None:
    assert (browser_of(agent), system_of(agent)) == words


def test_a_session_knows_whose_it_is_and_from_where(world: World) -> None:
    browser(world, "anna")
    [one] = signed_in.sessions_of(world.actor("anna"), world.users["anna"].pk)
    assert (one.browser, one.system, one.address) == ("Firefox", "Linux", "198.51.100.77")
    assert one.seen_at


def test_one_browser_is_signed_out_and_no_other(world: World) -> None:
    here, there = browser(world, "anna"), browser(world, "anna", EDGE)
    gone = world.users["anna"].sessions.get(browser="Edge")
    signed_in.end(world.actor("anna"), gone.pk)
    assert alive(here) and not alive(there)
    assert Event.objects.get(kind="session.ended").subject_id == gone.pk


def test_all_others_are_signed_out(world: World) -> None:
    here, there, bo = browser(world, "anna"), browser(world, "anna", EDGE), browser(world, "bo")
    assert here.post("/me/sessions", {}).status_code == 303
    assert alive(here) and alive(bo) and not alive(there)


def test_nobody_but_an_administrator_signs_others_out(world: World) -> None:
    anna = browser(world, "anna")
    session = world.users["anna"].sessions.get().pk
    for name in ("bo", "lena", "max", "pia", "colin"):
        with pytest.raises(Unseen):
            signed_in.end(world.actor(name), session)
        with pytest.raises(Forbidden):
            signed_in.end_all(world.actor(name), world.users["anna"].pk)
        assert browser(world, name).post("/me/sessions", {"session": session}).status_code == 404
    assert alive(anna)
    ada = browser(world, "ada")
    page = f"/office/people/{world.users['anna'].pk}"
    assert "Firefox on Linux" in ada.get(page).content.decode()
    assert ada.post(f"{page}/sessions/end", {}).status_code == 303
    assert not alive(anna)


def test_after_a_week_unseen_only_the_network_of_an_address_is_kept(world: World) -> None:
    browser(world, "anna")
    browser(world, "bo", address="2001:db8:1:2::3")
    with time_machine.travel(now() + timedelta(days=7, minutes=1)):
        shown = signed_in.sessions_of(world.actor("anna"), world.users["anna"].pk)[0]
        assert signed_in.address_shown(shown) == "198.51.100.0"
        signed_in.forget_old()
        kept = set(Session.objects.values_list("address", flat=True))
        assert kept == {"198.51.100.0", "2001:db8:1::"}
        signed_in.forget_old()
    assert network_of("nonsense") == ""


def test_what_is_not_kept_is_the_header_and_the_key_is_nowhere_to_read(world: World) -> None:
    client = browser(world, "anna")
    page = client.get("/me/sessions").content.decode()
    row = world.users["anna"].sessions.get()
    assert row.session_key not in page and "Mozilla" not in str(vars(row))
    assert "this one" in page


def test_whoever_was_let_go_and_comes_back_finds_no_old_way_in(world: World) -> None:
    anna = browser(world, "anna")
    token, secret = tokens.create(world.actor("anna"), world.users["anna"].pk, "script")
    bearer = {"Authorization": f"Bearer {secret}"}
    staff.deactivate(SYSTEM, world.users["anna"].pk)
    assert Client().get("/api/v1/tickets", headers=bearer).status_code == 401
    assert not alive(anna)
    staff.reactivate(SYSTEM, world.users["anna"].pk)
    assert Client().get("/api/v1/tickets", headers=bearer).status_code == 401
    assert not alive(anna)
    assert Token.objects.get(pk=token.pk).revoked_at
    assert Event.objects.filter(kind="token.revoked", subject_id=token.pk).count() == 1


def test_a_token_narrows_with_its_owner_at_once(world: World) -> None:
    _, secret = tokens.create(world.actor("max"), world.users["max"].pk, "script")
    bearer = {"Authorization": f"Bearer {secret}"}
    at = f"/api/v1/tickets/{world.far.ticket.pk}"
    assert Client().get(at, headers=bearer).status_code == 200
    staff.change(SYSTEM, world.users["max"].pk, {"roles": ["agent"]})
    assert Client().get(at, headers=bearer).status_code == 404
