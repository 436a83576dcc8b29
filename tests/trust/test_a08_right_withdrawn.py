"""TRUST A8: whoever loses a ticket loses its files with it, at the next request, by every road."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from ringback.access import staff, teams, tokens
from ringback.access.models import Membership, User
from ringback.ledger.actor import SYSTEM
from ringback.people.models import Contact
from ringback.tickets import assigning
from ringback.tickets.models import Grant, Participant
from tests.world import World

Withdraw = Callable[[World], object]


class Roads:
    """Everything by which one person may fetch a file."""

    def __init__(self, user: User) -> None:
        _, self.secret = tokens.create(SYSTEM, user.pk, "roads")
        self.client, self.program = Client(), Client()
        self.client.force_login(user)

    def statuses(self, key: str) -> set[int]:
        bearer = {"Authorization": f"Bearer {self.secret}"}
        asked: list[Any] = [
            self.client.get(f"/files/{key}"),
            self.client.head(f"/files/{key}"),
            self.client.get(f"/files/{key}", headers={"Range": "bytes=0-1"}),
            self.client.get(f"/files/{key}", headers={"If-None-Match": "*"}),
            self.program.get(f"/api/v1/attachments/{key}", headers=bearer),
            self.program.head(f"/api/v1/attachments/{key}", headers=bearer),
        ]
        return {answer.status_code for answer in asked}


def _leaves_team(world: World) -> None:
    teams.set_members(SYSTEM, world.teams["North"].pk, {world.users["lena"].pk: True})


def _ticket_moves(world: World) -> None:
    Grant.objects.filter(ticket=world.near.ticket, team=world.teams["North"]).delete()
    assigning.move_to_team(SYSTEM, world.near.ticket.pk, world.teams["South"])


def _grant_ends(world: World) -> None:
    Grant.objects.filter(ticket=world.near.ticket).delete()


def _other_team(world: World) -> None:
    Membership.objects.filter(team=world.teams["Helpline"]).delete()


def _takes_part_no_more(world: World) -> None:
    Participant.objects.filter(ticket=world.near.ticket).delete()


def _no_longer_that_customer(world: World) -> None:
    Contact.objects.filter(user=world.users["colin"]).update(user=None)


CASES: list[tuple[str, Withdraw]] = [
    ("anna", _leaves_team),
    ("anna", _ticket_moves),
    ("anna", lambda world: staff.deactivate(SYSTEM, world.users["anna"].pk)),
    ("anna", lambda world: User.objects.filter(pk=world.users["anna"].pk).update(roles="")),
    ("sid", _grant_ends),
    ("pia", _grant_ends),
    ("pia", _other_team),
    ("max", lambda world: User.objects.filter(pk=world.users["max"].pk).update(roles="administrator")),
    ("colin", _takes_part_no_more),
    ("colin", _no_longer_that_customer),
    ("colin", lambda world: staff.deactivate(SYSTEM, world.users["colin"].pk)),
]


@pytest.mark.parametrize(("name", "withdraw"), CASES, ids=range(len(CASES)))
def test_a_file_is_gone_with_the_right(world: World, name: str, withdraw: Withdraw) -> None:
    roads = Roads(world.users[name])
    # Customers may have the road of programs only.
    assert 200 in roads.statuses(world.near.file.key)
    withdraw(world)
    assert roads.statuses(world.near.file.key) <= {302, 401, 403, 404}


def test_a_token_that_ended_opens_nothing(world: World) -> None:
    token, secret = tokens.create(SYSTEM, world.users["anna"].pk, "short")
    path, bearer = f"/api/v1/attachments/{world.near.file.key}", {"Authorization": f"Bearer {secret}"}
    assert Client().get(path, headers=bearer).status_code == 200
    tokens.revoke(world.actor("anna"), token.pk)
    assert Client().get(path, headers=bearer).status_code == 401


def test_a_file_of_a_note_or_draft_is_for_nobody_who_may_not_read_it(world: World) -> None:
    for name in ("colin", "pia", "bo", "ada"):
        roads = Roads(world.users[name])
        for key in (world.near.note_file.key, world.near.draft_file.key):
            assert roads.statuses(key) == {404}, (name, key)
    assert Roads(world.users["lena"]).statuses(world.near.draft_file.key) == {404}
