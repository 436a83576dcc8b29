"""A desk with one line, two teams and the people the ticket tests need."""

import pytest

from ringback.access.identify import actor_of
from ringback.access.models import Membership, Team, User
from ringback.channels.models import Line
from ringback.kit.clock import now
from ringback.ledger.actor import Actor


def _team(name: str) -> Team:
    return Team.objects.create(name=name, folded=name.lower())


def _user(name: str, team: Team | None, roles: str) -> User:
    user = User.objects.create(email=f"{name.lower()}@desk.example", name=name, roles=roles, created_at=now())
    if team:
        Membership.objects.create(team=team, user=user)
    return user


def _line(name: str, team: Team) -> Line:
    address = f"{name.lower()}@desk.example"
    return Line.objects.create(
        name=name,
        folded=name.lower(),
        address=address,
        folded_address=address,
        team=team,
        live_from=now(),
        created_at=now(),
    )


@pytest.fixture
def orders(db: None) -> Team:
    return _team("Orders")


@pytest.fixture
def payments(db: None) -> Team:
    return _team("Payments")


@pytest.fixture
def support(orders: Team) -> Line:
    return _line("Support", orders)


@pytest.fixture
def billing(payments: Team) -> Line:
    return _line("Billing", payments)


@pytest.fixture
def nora_user(orders: Team) -> User:
    return _user("Nora", orders, "agent")


@pytest.fixture
def nora(nora_user: User) -> Actor:
    """An agent of Orders."""
    return actor_of(nora_user)


@pytest.fixture
def omar_user(payments: Team) -> User:
    return _user("Omar", payments, "agent")


@pytest.fixture
def omar(omar_user: User) -> Actor:
    """An agent of Payments."""
    return actor_of(omar_user)
