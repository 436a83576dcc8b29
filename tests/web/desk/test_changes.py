"""Status, people, team, details, tags, shelf, participants, links, held messages: each through its own address."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from ringback.access.models import User
from ringback.tickets.models import Category, Link, Message, Participant, Status, Ticket
from tests.web.conftest import As
from tests.world import Scene, World

pytestmark = pytest.mark.django_db
Made = Callable[[World, Scene], dict[str, Any]]


def _status(category: int) -> int:
    return Status.objects.get(category=category).pk


CHANGES: list[tuple[str, Made, Callable[[World, Ticket], Any]]] = [
    (
        "status",
        lambda w, s: {"status": _status(Category.RESOLVED)},
        lambda w, t: t.category == Category.RESOLVED,
    ),
    (
        "status",
        lambda w, s: {"status": _status(Category.CLOSED), "reason": "duplicate"},
        lambda w, t: t.closing_reason == "duplicate",
    ),
    ("assignment", lambda w, s: {"user": w.users["lena"].pk}, lambda w, t: t.assignee == w.users["lena"]),
    ("assignment", lambda w, s: {"user": ""}, lambda w, t: t.assignee is None),
    ("details", lambda w, s: {"priority": 1}, lambda w, t: t.priority == 1),
    ("details", lambda w, s: {"subject": "Lid"}, lambda w, t: t.subject == "Lid"),
    (
        "tags",
        lambda w, s: {"tags": "lid, Refund"},
        lambda w, t: sorted(x.tag.name for x in t.tags.all()) == ["Refund", "lid"],
    ),
    ("shelf", lambda w, s: {"shelf": "spam"}, lambda w, t: t.shelf == "spam"),
]
BAD: list[tuple[str, dict[str, Any]]] = [
    ("status", {"status": "x"}),
    ("status", {"status": 10**6}),
    ("assignment", {"user": "x"}),
    ("assignment", {"user": 1, "owner": 2}),
    ("ownership", {"user": ""}),
    ("handover", {"user": "x"}),
    ("handover", {"wants": "x" * 4001}),
    ("team", {}),
    ("details", {"priority": 9}),
    ("details", {"subject": ""}),
    ("tags", {"tags": ",".join(map(str, range(40)))}),
    ("shelf", {"shelf": "attic"}),
    ("participants", {"address": "nobody"}),
    ("links", {"other": "x"}),
    ("read-mark", {"message": "x"}),
]


@pytest.mark.parametrize(("what", "form", "holds"), CHANGES, ids=lambda v: v if isinstance(v, str) else "")
def test_a_change_is_made_and_shown(
    what: str, form: Made, holds: Callable[[World, Ticket], Any], as_: As, world: World, part: dict[str, str]
) -> None:
    at = f"/tickets/{world.near.ticket.pk}/{what}"
    answer = as_("anna").post(at, form(world, world.near), headers=part)
    assert answer.status_code == 200, answer.content
    assert 'hx-swap-oob="innerHTML"' in answer.content.decode()
    assert holds(world, Ticket.objects.get(pk=world.near.ticket.pk))


def test_a_ticket_that_leaves_ones_sight_leads_to_the_list(
    as_: As, world: World, part: dict[str, str]
) -> None:
    south = world.teams["South"]
    answer = as_("anna").post(f"/tickets/{world.near.ticket.pk}/team", {"team": south.pk}, headers=part)
    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/tickets")
    assert Ticket.objects.get(pk=world.near.ticket.pk).team == south


@pytest.mark.parametrize(
    ("what", "form", "holds"), CHANGES[:1], ids=lambda v: v if isinstance(v, str) else ""
)
def test_without_script_the_page_follows(
    what: str, form: Made, holds: Callable[[World, Ticket], Any], as_: As, world: World
) -> None:
    answer = as_("anna").post(f"/tickets/{world.near.ticket.pk}/{what}", form(world, world.near))
    assert (answer.status_code, answer["Location"]) == (303, f"/tickets/{world.near.ticket.pk}")


@pytest.mark.parametrize("what", sorted({what for what, *_ in CHANGES} | {"participants", "links"}))
def test_a_stranger_gets_404(what: str, as_: As, world: World) -> None:
    made = {name: form for name, form, _ in CHANGES}
    form = (
        made[what](world, world.far)
        if what in made
        else {"participants": {"address": "a@b.example"}, "links": {"other": "1"}}[what]
    )
    assert as_("anna").post(f"/tickets/{world.far.ticket.pk}/{what}", form).status_code == 404


@pytest.mark.parametrize(("what", "form"), BAD)
def test_bad_input_is_refused(what: str, form: dict[str, Any], as_: As, world: World) -> None:
    assert as_("anna").post(f"/tickets/{world.near.ticket.pk}/{what}", form).status_code == 422


def test_what_is_not_mine_cannot_be_named_in_a_form(as_: As, world: World) -> None:
    at, client = f"/tickets/{world.near.ticket.pk}", as_("anna")
    assert client.post(f"{at}/links", {"other": world.far.ticket.pk}).status_code == 422
    assert client.post(f"{at}/assignment", {"user": world.users["colin"].pk}).status_code in (404, 422)


def test_participants_are_let_in_and_shown_out(as_: As, world: World, part: dict[str, str]) -> None:
    at, client = f"/tickets/{world.near.ticket.pk}/participants", as_("anna")
    friend = Participant.objects.get(ticket=world.near.ticket, address__startswith="friend")
    assert client.post(f"{at}/{friend.pk}/confirmation", headers=part).status_code == 200
    assert Participant.objects.get(pk=friend.pk).is_confirmed
    assert client.post(f"{at}/{friend.pk}/removal", headers=part).status_code == 200
    assert not Participant.objects.filter(pk=friend.pk).exists()
    assert client.post(at, {"address": "Eve <eve@x.example>"}, headers=part).status_code == 200
    assert Participant.objects.filter(
        ticket=world.near.ticket, folded="eve@x.example", is_confirmed=True
    ).exists()


def test_links_are_made_and_taken_away(as_: As, world: World) -> None:
    at, client = f"/tickets/{world.near.ticket.pk}/links", as_("anna")
    assert client.post(f"{at}/{world.near.link_id}/removal").status_code == 303
    assert not Link.objects.filter(pk=world.near.link_id).exists()
    assert client.post(at, {"other": f"#{world.near.other.pk}"}).status_code == 303
    assert client.post(f"{at}/{10**6}/removal").status_code == 404


@pytest.mark.parametrize(("decision", "state"), [("acceptance", "accepted"), ("rejection", "rejected")])
def test_an_agent_decides_about_what_is_held(decision: str, state: str, as_: As, world: World) -> None:
    at = f"/messages/{world.near.held.pk}/{decision}"
    assert as_("bo").post(at).status_code == 404
    assert as_("anna").post(at).status_code == 303
    assert Message.objects.get(pk=world.near.held.pk).state == state
    assert as_("anna").post(at).status_code == 409


def test_why_a_ticket_was_closed_can_be_put_right(as_: As, world: World) -> None:
    at, client = f"/tickets/{world.near.ticket.pk}/status", as_("anna")
    closed = {"status": _status(Category.CLOSED)}
    client.post(at, {**closed, "reason": "duplicate"})
    first = Ticket.objects.get(pk=world.near.ticket.pk)
    assert client.post(at, {**closed, "reason": "withdrawn"}).status_code == 303
    second = Ticket.objects.get(pk=world.near.ticket.pk)
    assert (second.closing_reason, second.closed_at) == ("withdrawn", first.closed_at)
    assert "Withdrawn" in client.get(f"/tickets/{world.near.ticket.pk}").content.decode()
    client.post(at, {**closed, "reason": "withdrawn"})
    assert Ticket.objects.get(pk=world.near.ticket.pk).version == second.version


def test_an_agreed_time_is_meant_and_shown_by_the_readers_clock(as_: As, world: World) -> None:
    User.objects.filter(pk=world.users["anna"].pk).update(time_zone="Asia/Tokyo")
    User.objects.filter(pk=world.users["lena"].pk).update(time_zone="UTC")
    at = f"/tickets/{world.near.ticket.pk}"
    form = {"status": _status(Category.SCHEDULED), "scheduled_for": "2031-05-06T09:30"}
    assert as_("anna").post(f"{at}/status", form).status_code == 303
    agreed = datetime(2031, 5, 6, 0, 30, tzinfo=UTC)
    assert Ticket.objects.get(pk=world.near.ticket.pk).scheduled_for == agreed
    for name, clock in (("anna", "2031-05-06T09:30"), ("lena", "2031-05-06T00:30")):
        assert f'value="{clock}"' in as_(name).get(f"{at}/aside").content.decode()
    assert f'agreed for <time datetime="{agreed:%Y-%m-%dT%H:%M}' in as_("anna").get(at).content.decode()


def test_a_date_that_is_none_is_refused(as_: As, world: World) -> None:
    form = {"status": _status(Category.SCHEDULED), "scheduled_for": "next week"}
    assert as_("anna").post(f"/tickets/{world.near.ticket.pk}/status", form).status_code == 422
