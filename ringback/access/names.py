"""What people and teams are called, for the many places that only have an id. Remembered for a minute."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from ringback.access.models import Team, User
from ringback.kit.remembered import Remembered

_users: Remembered[int, str] = Remembered(seconds=60)
_teams: Remembered[int, str] = Remembered(seconds=60)


def user_names(ids: Iterable[int]) -> dict[int, str]:
    """Names of users by id; their mail address where they have none. Says nothing about who may see whom."""
    return _named(_users, ids, User.objects.get_queryset(), "name", "email")


def met(*users: User | None) -> None:
    """These were read anyway: their names need not be asked for."""
    for user in users:
        if user is not None:
            _users.keep(user.pk, str(user))


def team_names(ids: Iterable[int]) -> dict[int, str]:
    """Names of teams by id."""
    return _named(_teams, ids, Team.objects.all(), "name", "name")


def _named(
    kept: Remembered[int, str], ids: Iterable[int], rows: "QuerySet[Any]", *columns: str
) -> dict[int, str]:
    wanted = set(ids)
    known = {pk: name for pk in wanted if (name := kept.get(pk)) is not None}
    missing = wanted - set(known)
    if missing:
        for pk, first, second in rows.filter(pk__in=missing).values_list("pk", *columns):
            known[pk] = kept.keep(pk, first or second)
    return known
