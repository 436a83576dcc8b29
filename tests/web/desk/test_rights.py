"""What a ticket's page offers is what the verbs allow, for everybody and on every ticket: its forms are read from the
pages and sent as they stand there, and so are those that only others are offered."""

from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from ringback.access import staff, teams
from ringback.ledger.actor import SYSTEM
from ringback.tickets import following
from tests.web.conftest import BACKEND
from tests.world import CAST, World

pytestmark = pytest.mark.django_db

# People of South beside the cast: what they may do to the one ticket they may not do to the other.
DOUBLE = {"mona": "manager agent", "leo": "manager team_leader", "sue": "agent specialist"}
TYPED = {"address": "aunt@mail.example", "other": "987654321", "into": "987654321"}
NAMES = [*(name for name, (roles, _) in CAST.items() if roles), *DOUBLE]


class Forms(HTMLParser):
    """The forms of a page that change something: address and kind of choice -> what would be sent."""

    def __init__(self, page: str, viewer: int) -> None:
        super().__init__()
        self.viewer, self.at = str(viewer), ""
        self.found: dict[tuple[str, str], dict[str, str]] = {}
        self.fields: dict[str, str] = {}
        self.chosen: dict[str, str] = {}
        self.select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "form" and given.get("method") == "post":
            self.at, self.fields, self.chosen = given["action"], {}, {}
        elif not self.at:
            return
        elif tag == "button" and name:
            self.chosen[name] = value
        elif tag == "input" and name and given.get("type") not in ("checkbox", "file"):
            self.fields[name] = value or TYPED.get(name, "")
        elif tag == "textarea" and name:
            self.fields[name] = "A word"
        elif tag == "select" and name:
            self.select = name
        elif tag == "option" and "selected" not in given and value not in ("", self.viewer):
            self.fields.setdefault(self.select, value)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self.at:
            kind = f"choice of {self.select}" if self.select else "button"
            self.found[self.at, kind] = {**self.fields, **self.chosen}
            self.at = self.select = ""


@pytest.fixture
def people(world: World) -> Iterator[Mapping[str, int]]:
    """Everybody who has a desk, by name."""
    south, inside = world.teams["South"], {world.users["bo"].pk: False}
    for name, roles in DOUBLE.items():
        world.users[name] = staff.add(SYSTEM, f"{name}@house.example", name.title(), roles.split())
        inside[world.users[name].pk] = "team_leader" in roles
    teams.set_members(SYSTEM, south.pk, inside)
    following.add_team(world.actor("lena"), world.near.ticket.pk, world.teams["Engineers"])
    yield {name: world.users[name].pk for name in NAMES}
    for name in DOUBLE:
        del world.users[name]


@pytest.mark.parametrize("which", ["near", "far", "other"])
def test_what_is_offered_is_allowed_and_what_is_not_is_refused(
    which: str, world: World, people: Mapping[str, int]
) -> None:
    number = (world.near.other if which == "other" else getattr(world, which).ticket).pk
    offered = {name: _offered(world, name, number) for name in NAMES}
    everything = {form: sent for forms in offered.values() for form, sent in forms.items()}
    assert len(everything) > 12
    wrong = []
    for name in NAMES:
        for form, sent in everything.items():
            is_offered = form in offered[name]
            fields = offered[name][form] if is_offered else _as_if_by(people[name], form, sent)
            status = _sent(world, name, form[0], fields)
            if (status in (403, 404)) == is_offered and not _is_done(name, form, which):
                wrong.append(f"{name}: {form} offered: {is_offered}, but answered {status}")
    assert not wrong, "\n".join(wrong)


def _is_done(name: str, form: tuple[str, str], which: str) -> bool:
    """Not offered because it is so already: the ticket is theirs."""
    mine = {"near": "anna", "far": "bo"}
    return form[0].endswith("/assignment") and form[1] == "button" and mine.get(which) == name


def _as_if_by(viewer: int, form: tuple[str, str], sent: Mapping[str, str]) -> dict[str, str]:
    """Whoever takes a ticket names themselves."""
    takes = form[0].endswith("/assignment") and form[1] == "button"
    return {**sent, "user": str(viewer)} if takes else dict(sent)


def _offered(world: World, name: str, number: int) -> dict[tuple[str, str], dict[str, str]]:
    client, found = _client(world, name), {}
    for at in (f"/tickets/{number}", f"/tickets/{number}/aside"):
        answer = client.get(at)
        if answer.status_code == 200:
            stage = answer.content.decode().partition('class="stage"')[2]
            found |= Forms(stage, world.users[name].pk).found
    return found


def _sent(world: World, name: str, at: str, fields: Mapping[str, Any]) -> int:
    """What comes of it, which is undone."""
    client = _client(world, name)
    with transaction.atomic():
        status = client.post(at, dict(fields)).status_code
        transaction.set_rollback(True)
    return status


def _client(world: World, name: str) -> Client:
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(world.users[name], backend=BACKEND)
    return client
