"""What people and teams are called, for the many places that only have an id. Remembered for a minute."""

from collections.abc import Iterable
from typing import Any

from django.core.cache import cache
from django.db.models import QuerySet

from ringback.access.models import Team, User

REMEMBERED_FOR = 60  # seconds


def user_names(ids: Iterable[int]) -> dict[int, str]:
    """Names of users by id; their mail address where they have none. Says nothing about who may see whom."""
    return _named("user", ids, User.objects.get_queryset(), "name", "email")


def team_names(ids: Iterable[int]) -> dict[int, str]:
    """Names of teams by id."""
    return _named("team", ids, Team.objects.all(), "name", "name")


def _named(kind: str, ids: Iterable[int], rows: "QuerySet[Any]", *columns: str) -> dict[int, str]:
    keys = {f"name:{kind}:{pk}": pk for pk in set(ids)}
    known = {keys[key]: name for key, name in cache.get_many(keys).items()} if keys else {}
    missing = set(keys.values()) - set(known)
    if missing:
        found = {
            pk: first or second
            for pk, first, second in rows.filter(pk__in=missing).values_list("pk", *columns)
        }
        cache.set_many({f"name:{kind}:{pk}": name for pk, name in found.items()}, REMEMBERED_FOR)
        known |= found
    return known
