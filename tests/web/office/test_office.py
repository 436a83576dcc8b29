"""People, teams, contact points, signatures, house, health, glass: for those who may, and refused to the others."""

from typing import Any

import pytest

from ringback.access.models import Membership, Team, User
from ringback.channels.models import Inbound, Line
from ringback.company import house
from ringback.kit.clock import now
from ringback.tickets.models import Signature
from tests.web.conftest import As
from tests.world import SECRET, World

pytestmark = pytest.mark.django_db


def test_somebody_is_added_changed_and_let_go(as_: As, world: World) -> None:
    client = as_("ada")
    added = client.post("/office/people", {"name": "Zoe", "email": "Zoe@house.example", "roles": ["agent"]})
    zoe = User.objects.get(email="zoe@house.example")
    assert added["Location"] == f"/office/people/{zoe.pk}" and not zoe.has_usable_password()
    at = f"/office/people/{zoe.pk}"
    form = {"name": "Zoë", "email": zoe.email, "roles": ["agent", "team_leader"], "version": zoe.version}
    assert client.post(at, form).status_code == 303
    assert User.objects.get(pk=zoe.pk).roles == "agent team_leader"
    assert client.post(at, form).status_code == 422
    assert client.post(f"{at}/leave").status_code == 303
    assert not User.objects.get(pk=zoe.pk).is_active
    assert client.post(f"{at}/return").status_code == 303


@pytest.mark.parametrize(
    "bad",
    [
        {"roles": ["king"]},
        {"roles": []},
        {"email": "x"},
        {"email": "anna@house.example"},
        {"is_active": "1"},
        {"password": "x"},
    ],
)
def test_people_who_cannot_be_are_refused(bad: dict[str, Any], as_: As) -> None:
    form = {"name": "Zoe", "email": "zoe@house.example", "roles": ["agent"]}
    assert as_("ada").post("/office/people", form | bad).status_code == 422


def test_the_last_administrator_stays(as_: As, world: World) -> None:
    User.objects.filter(pk=world.users["gail"].pk).update(is_active=False)
    assert as_("ada").post(f"/office/people/{world.users['ada'].pk}/leave").status_code == 422


def test_a_team_is_founded_and_filled(as_: As, world: World) -> None:
    client = as_("ada")
    client.post("/office/teams", {"name": "West"})
    west = Team.objects.get(folded="west")
    anna, lena = world.users["anna"].pk, world.users["lena"].pk
    assert (
        client.post(f"/office/teams/{west.pk}/members", {"members": [anna], "leaders": [lena]}).status_code
        == 303
    )
    assert dict(Membership.objects.filter(team=west).values_list("user_id", "is_leader")) == {
        anna: False,
        lena: True,
    }
    assert (
        client.post(f"/office/teams/{west.pk}/members", {"members": [world.users["colin"].pk]}).status_code
        == 422
    )
    west.refresh_from_db()
    form = {"name": "Wild West", "is_active": "on", "version": west.version}
    assert client.post(f"/office/teams/{west.pk}", form).status_code == 303
    assert client.post("/office/teams", {"name": "NORTH"}).status_code == 422


def _line(world: World, **more: Any) -> dict[str, Any]:
    form = {
        "name": "Sales",
        "address": "sales@desk.example",
        "team": world.teams["South"].pk,
        "is_active": "on",
    }
    imap = {
        "imap_host": "imap.x.example",
        "imap_port": 993,
        "imap_tls": "tls",
        "imap_user": "sales",
        "imap_folder": "INBOX",
    }
    smtp = {"smtp_host": "smtp.x.example", "smtp_port": 465, "smtp_tls": "tls", "smtp_user": "sales"}
    return {
        **form,
        **imap,
        **smtp,
        "after": "move",
        "move_to": "Processed",
        "imap_secret": "open sesame",
        **more,
    }


def test_a_contact_point_is_added_and_its_password_never_shown(as_: As, world: World) -> None:
    client = as_("ada")
    assert client.post("/office/lines/new", _line(world)).status_code == 303
    line = Line.objects.get(folded="sales")
    assert line.imap_secret and "sesame" not in line.imap_secret
    body = client.get(f"/office/lines/{line.pk}").content.decode()
    assert "sesame" not in body and line.imap_secret not in body
    form = _line(world, name="Sales team", imap_secret="", version=line.version)
    assert client.post(f"/office/lines/{line.pk}", form).status_code == 303
    assert Line.objects.get(pk=line.pk).imap_secret == line.imap_secret


def test_a_contact_point_that_cannot_be_is_refused(as_: As, world: World) -> None:
    for bad in (
        {"address": "x"},
        {"address": world.near.line.address},
        {"team": "0"},
        {"imap_port": 0},
        {"uid_validity": "7"},
    ):
        assert as_("ada").post("/office/lines/new", _line(world, **bad)).status_code == 422, bad


def test_the_connection_test_says_each_step(as_: As, world: World) -> None:
    body = as_("ada").post(f"/office/lines/{world.near.line.pk}/test").content.decode()
    assert "What works" in body and "Nothing can be sent." in body


def test_no_page_of_the_office_shows_a_secret(as_: As, world: World) -> None:
    for at in ("/office/lines", f"/office/lines/{world.near.line.pk}", "/office/people", "/office/health"):
        assert SECRET not in as_("ada").get(at).content.decode()


def test_signatures_are_for_administrators_and_the_leader_of_the_team(as_: As, world: World) -> None:
    north, south = world.teams["North"], world.teams["South"]
    form = {"html_or_text": "Yours, North", "format": "text"}
    assert as_("lena").post(f"/office/signatures/{north.pk}", form).status_code == 303
    assert Signature.objects.get(team=north).html == "<p>Yours, North</p>"
    assert as_("lena").post(f"/office/signatures/{south.pk}", form).status_code == 403
    assert as_("anna").post(f"/office/signatures/{north.pk}", form).status_code == 404
    assert "North" in as_("lena").get("/office/signatures").content.decode()


def test_the_house_is_renamed(as_: As) -> None:
    form = {"name": "Kettle & Co", "break_glass": "on", "max_file_mb": 25, "reason_after_days": 30}
    form |= {
        "confirmation_days": 7,
        "handover_days": 2,
        "undo_seconds": 10,
        "working_days": "1 2 3",
        "holidays": "2026-12-25\r\n2026-12-26",
    }
    form |= {"time_zone": "Europe/Vienna"}
    assert as_("ada").post("/office/house", form).status_code == 303
    assert house.get("name") == "Kettle & Co"
    assert house.get("holidays") == "2026-12-25 2026-12-26"
    for wrong in (
        {"max_file_mb": "many"},
        {"working_days": "8"},
        {"holidays": "Easter"},
        {"time_zone": "Mars"},
    ):
        assert as_("ada").post("/office/house", form | wrong).status_code == 422
    assert as_("max").post("/office/house", form).status_code == 403


def test_health_is_for_those_who_lead(as_: As) -> None:
    for name in ("ada", "max", "lena"):
        assert "Mail in" in as_(name).get("/office/health").content.decode()
    assert as_("anna").get("/office/health").status_code == 403
    assert as_("ada").post("/office/parked/1/retrial").status_code == 404


def test_an_administrator_reads_tickets_only_behind_a_broken_glass(as_: As, world: World) -> None:
    client, at = as_("ada"), f"/tickets/{world.near.ticket.pk}"
    assert client.get(at).status_code == 404
    assert client.post("/office/glass", {"reason": "no"}).status_code == 422
    assert client.post("/office/glass", {"reason": "A customer says we lost their mail"}).status_code == 303
    assert client.get(at).status_code == 200
    assert client.post(f"{at}/status", {"status": "1"}).status_code == 404
    assert "lost their mail" in as_("max").get("/office/health").content.decode()


@pytest.mark.parametrize("name", ["anna", "sid", "pia", "colin", "max", "lena"])
def test_only_administrators_change_the_house(name: str, as_: As, world: World) -> None:
    client = as_(name)
    for at in ("/office/people", "/office/teams", "/office/lines/new", "/office/glass"):
        assert client.post(at, {}).status_code == 403, at
    for at in (
        f"/office/people/{world.users['bo'].pk}",
        f"/office/teams/{world.teams['North'].pk}",
        f"/office/lines/{world.near.line.pk}",
    ):
        assert client.get(at).status_code == 404, at


def test_what_is_known_of_a_mailbox_is_shown(as_: As, world: World) -> None:
    known = {
        "notice": "Deleted mail stays.",
        "server_count": 4711,
        "desk_count": 4709,
        "reconciled_at": now(),
    }
    Line.objects.filter(pk=world.near.line.pk).update(**known)
    for at in ("/office/lines", f"/office/lines/{world.near.line.pk}"):
        body = as_("ada").get(at).content.decode()
        for shown in ("Deleted mail stays.", "4711", "4709"):
            assert shown in body, at


def test_health_counts_mail_that_nobody_has_decided_about(as_: As, world: World) -> None:
    assert "2 mails could not be read" in as_("ada").get("/office/health").content.decode()
    Inbound.objects.update(handled_at=now())
    assert "could not be read" not in as_("ada").get("/office/health").content.decode()
