"""The people and tickets of a trial, made inside its desk."""

import json

from django.db import transaction

from ringback.access import staff, teams, tokens
from ringback.access.identify import actor_of
from ringback.access.models import Team, User
from ringback.channels import lines
from ringback.ledger.actor import SYSTEM
from ringback.people import contacts
from ringback.people.models import Identity
from ringback.tickets.opening import Request, open_for

_TICKETS_EACH = 3  # of one customer


@transaction.atomic
def answer(people: str, tickets: str) -> str:
    """Two teams with their leaders, every fifth colleague in both; their tickets; and a manager, who reads the end.

    As JSON: `manager`, a token; `people` [{user, token_id, token, teams, leads}]; `tickets` [{number, team, message}].
    """
    groups = [teams.found(SYSTEM, name) for name in ("North", "South")]
    users = [staff.add(SYSTEM, f"hand{n}@trial.example", f"Hand {n}", ["agent"]) for n in range(int(people))]
    members = [{u.pk: n < 4 for n, u in enumerate(users) if n % 5 == 0 or n % 2 == k} for k in (0, 1)]
    for group, inside in zip(groups, members, strict=True):
        teams.set_members(SYSTEM, group.pk, inside)
    manager = staff.add(SYSTEM, "manager@trial.example", "Manager", ["manager"])
    _, secret = tokens.create(SYSTEM, manager.pk, "reads the end")
    rows = _tickets(groups, users, int(tickets))
    return json.dumps(
        {"manager": secret, "people": [_person(u, groups, members) for u in users], "tickets": rows}
    )


def _person(user: User, groups: list[Team], members: list[dict[int, bool]]) -> dict[str, object]:
    token, secret = tokens.create(SYSTEM, user.pk, "works")
    inside = [group.pk for group, them in zip(groups, members, strict=True) if user.pk in them]
    leads = [group.pk for group, them in zip(groups, members, strict=True) if them.get(user.pk)]
    return {"user": user.pk, "token_id": token.pk, "token": secret, "teams": inside, "leads": leads}


def _tickets(groups: list[Team], users: list[User], count: int) -> list[dict[str, int]]:
    points = [lines.add(SYSTEM, f"Point {g}", f"{g}@desk.example".lower(), g) for g in groups]
    rows = []
    for n in range(count):
        if n % _TICKETS_EACH == 0:
            address = (Identity.EMAIL, f"customer{n}@trial.example")
            customer = contacts.create(SYSTEM, {"name": f"Customer {n}"}, [address], None)
        by, request = actor_of(users[n % 2]), Request(f"Matter {n}", "<p>Please answer.</p>", points[n % 2])
        made = open_for(by, customer, request)
        rows.append({"number": made.pk, "team": made.team_id, "message": made.last_message_id})
    return rows
