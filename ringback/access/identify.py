"""From a row to an actor with its standing: two statements at most."""

from collections.abc import Sequence
from dataclasses import replace

from django.db.models import QuerySet

from ringback.access.models import BreakGlass, Membership, User
from ringback.access.prepared import prepared
from ringback.access.roles import Role
from ringback.access.standing import NOBODY, Standing
from ringback.company import house
from ringback.kit.clock import now
from ringback.ledger.actor import Actor

_READ = "_memberships_read"


def actor_of(user: User) -> Actor:
    """The actor for a signed-in user, with their standing."""
    return Actor("user", user.pk, standing=standing_of(user))


def actor_of_token(token_id: int, owner: User, scopes: frozenset[str] | None) -> Actor:
    """The actor for a token: its owner's standing, narrowed to the token's scopes."""
    narrowed = replace(standing_of(owner), scopes=scopes)
    return Actor("token", token_id, acting_for=Actor("user", owner.pk), standing=narrowed)


def standing_of(user: User) -> Standing:
    """The standing of a user row; nobody's if they are deactivated."""
    if not user.is_active:
        return NOBODY
    roles = user.role_set
    member = _members_of(user) if roles else []
    return Standing(
        user_id=user.pk,
        roles=roles,
        teams=frozenset(team for team, _ in member),
        led=frozenset(team for team, leads in member if leads),
        glass=_glass(user, roles),
    )


def with_memberships(user: User, member: Sequence[tuple[int, bool]]) -> User:
    """The user, with the (team, leads it) that were read together with the row: they are not asked for again."""
    setattr(user, _READ, member)
    return user


def _members_of(user: User) -> Sequence[tuple[int, bool]]:
    read: Sequence[tuple[int, bool]] | None = getattr(user, _READ, None)
    return _memberships(user.pk) if read is None else read


@prepared("user")
def _memberships(user: int) -> QuerySet[Membership, tuple[int, bool]]:
    return Membership.objects.filter(user_id=user).values_list("team_id", "is_leader")


def _glass(user: User, roles: frozenset[Role]) -> bool:
    if Role.ADMINISTRATOR not in roles or roles & {Role.AGENT, Role.MANAGER}:
        return False
    if not house.get("break_glass"):
        return True
    return BreakGlass.objects.filter(user_id=user.pk, until__gt=now()).exists()
