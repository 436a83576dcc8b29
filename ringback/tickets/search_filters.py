"""What the operators of a search say about tickets: each a condition, or nothing where there is no such thing."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from ringback.access.models import Team, User
from ringback.access.standing import standing
from ringback.kit.text import fold
from ringback.ledger.actor import Actor
from ringback.search.operators import Filter
from ringback.search.query import Query
from ringback.tickets.families import canonical_of
from ringback.tickets.models import Category, Status


def shelf(filters: Sequence[Filter], query: Query) -> Q:
    """Which shelves are meant; what there is none of becomes a problem of the query."""
    wanted = {fold(each.value) for each in filters if not each.negated}
    unknown = wanted - {"spam", "trash", "anywhere"}
    if unknown:
        query.problems.append(_("“in:” takes spam, trash or anywhere."))
    if "anywhere" in wanted:
        return Q()
    return Q(shelf__in=wanted & {"spam", "trash"}) if wanted - unknown else Q(shelf="")


def _status(value: str, actor: Actor) -> Q | None:
    by_category = {category.label.replace("_", " "): category for category in Category}
    wanted = fold(value).replace("_", " ")
    if wanted in by_category:
        return Q(category=by_category[wanted])
    ids = [pk for pk, name in Status.objects.values_list("pk", "name") if fold(name) == wanted]
    return Q(status_id__in=ids) if ids else None


def _people(value: str, actor: Actor) -> list[int]:
    if fold(value) == "me":
        return [standing(actor).user_id]
    wanted = fold(value)
    staff = User.objects.visible_to(actor).exclude(roles="").values_list("pk", "name", "email")
    return [
        pk
        for pk, name, email in staff
        if wanted in fold(name) or wanted == email or wanted == email.partition("@")[0]
    ]


def _owner(value: str, actor: Actor) -> Q | None:
    if fold(value) in ("none", "nobody"):
        return Q(owner=None)
    ids = _people(value, actor)
    return Q(owner_id__in=ids) if ids else None


def _assignee(value: str, actor: Actor) -> Q | None:
    if fold(value) in ("none", "nobody"):
        return Q(assignee=None)
    ids = _people(value, actor)
    return Q(assignee_id__in=ids) if ids else None


def _team(value: str, actor: Actor) -> Q | None:
    teams = Team.objects.visible_to(actor).values_list("pk", "folded")
    ids = [pk for pk, name in teams if fold(value) in name]
    return Q(team_id__in=ids) if ids else None


def _tag(value: str, actor: Actor) -> Q | None:
    return Q(tags__tag__folded=fold(value)[:50])


def _number(value: str, actor: Actor) -> Q | None:
    return Q(pk=canonical_of(int(value)))


def _is(value: str, actor: Actor) -> Q | None:
    return {
        "open": Q(category__lt=Category.RESOLVED),
        "closed": Q(category__gte=Category.RESOLVED),
        "unassigned": Q(assignee=None),
        "mine": Q(assignee_id=standing(actor).user_id),
    }[value]


TICKET: Mapping[str, Any] = {
    "status": _status,
    "owner": _owner,
    "assignee": _assignee,
    "team": _team,
    "tag": _tag,
    "number": _number,
    "is": _is,
}
