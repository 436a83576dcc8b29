"""Seeded people: teams, agents, a partner, a customer who signs in, and the contacts."""

from ringback.access.models import Membership, Team, User
from ringback.bench.load import count_on, load, stamp
from ringback.bench.seed.plan import (
    AGENT,
    AGENTS,
    CUSTOMER,
    CUSTOMER_CONTACT,
    PARTNER,
    PARTNER_TEAM,
    TEAMS,
    Plan,
)
from ringback.bench.seed.words import Words
from ringback.channels.models import Line
from ringback.kit.text import fold
from ringback.people.models import Contact, Identity


def people(plan: Plan, words: Words) -> list[str]:
    """Load them; returns the contacts' names, that of contact 1 first."""
    _staff(plan, words)
    _lines(plan)
    names = [words.name() for _ in range(plan.contacts)]
    _contacts(plan, names)
    return names


def address_of(contact: int) -> str:
    """The mail address of a seeded contact."""
    return f"contact{contact}@example.org"


def line_address(team: int) -> str:
    """The address people reach a seeded team at."""
    return f"team{team}@desk.example"


def _staff(plan: Plan, words: Words) -> None:
    at = stamp(plan.now - 800 * 86_400)
    teams = [(n, f"Team {n}", f"team {n}", n == PARTNER_TEAM) for n in range(1, PARTNER_TEAM + 1)]
    load(Team, ("id", "name", "folded", "is_partner"), teams)
    roles = dict.fromkeys(range(1, AGENTS + 1), "agent") | {PARTNER: "partner", CUSTOMER: ""}
    rows = [(n, f"user{n}@desk.example", words.name(), role, "!", at) for n, role in roles.items()]
    load(User, ("id", "email", "name", "roles", "password", "created_at"), rows)
    # The agent who is measured belongs to two teams, everybody else to one.
    member = [(n, (n - 1) % TEAMS + 1) for n in range(1, AGENTS + 1)] + [(AGENT, 2), (PARTNER, PARTNER_TEAM)]
    load(Membership, ("user_id", "team_id"), member)
    count_on(Team, User)


def _lines(plan: Plan) -> None:
    at = stamp(plan.now - 800 * 86_400)
    columns = ("id", "name", "folded", "address", "folded_address", "team_id", "live_from", "created_at")
    rows = [
        (n, f"Line {n}", f"line {n}", line_address(n), line_address(n), n, at, at)
        for n in range(1, TEAMS + 1)
    ]
    load(Line, columns, rows)
    count_on(Line)


def _contacts(plan: Plan, names: list[str]) -> None:
    at = stamp(plan.now - 790 * 86_400)
    rows = (
        (n, name, fold(name), CUSTOMER if n == CUSTOMER_CONTACT else None, at)
        for n, name in enumerate(names, 1)
    )
    load(Contact, ("id", "name", "folded", "user_id", "created_at"), rows)
    known = ((n, "email", address_of(n), address_of(n), at) for n in range(1, len(names) + 1))
    load(Identity, ("contact_id", "kind", "value", "folded", "created_at"), known)
    count_on(Contact)
