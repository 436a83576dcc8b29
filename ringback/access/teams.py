"""Verbs on teams and who is in them."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from ringback.access.locking import row_to_change
from ringback.access.models import Membership, Team, User
from ringback.access.policy import require
from ringback.kit.errors import Refusal
from ringback.kit.text import fold, one_line
from ringback.ledger.actor import Actor
from ringback.ledger.append import Fact, append


@transaction.atomic
def found(by: Actor, name: str, *, is_partner: bool = False) -> Team:
    """A new team. Raises Refusal for an empty name or one that is taken."""
    require(by, "team.write")
    team = Team(name=_name(name), folded=fold(one_line(name, 100))[:100], is_partner=is_partner)
    team.save(force_insert=True)
    append(
        by, Fact("team.founded", "team", team.pk, data={"partner": is_partner}, detail={"name": team.name})
    )
    return team


@transaction.atomic
def change(by: Actor, team_id: int, changes: Mapping[str, Any], version: int | None = None) -> Team:
    """Change name, is_active or is_partner. A team that contact points belong to stays active."""
    require(by, "team.write")
    team = row_to_change(Team.objects.visible_to(by), team_id, version)
    if "name" in changes:
        team.name, team.folded = (
            _name(changes["name"], besides=team),
            fold(one_line(changes["name"], 100))[:100],
        )
    team.is_active = bool(changes.get("is_active", team.is_active))
    team.is_partner = bool(changes.get("is_partner", team.is_partner))
    team.version += 1
    team.save()
    data = {"active": team.is_active, "partner": team.is_partner}
    append(by, Fact("team.changed", "team", team.pk, data=data, detail={"name": team.name}))
    return team


@transaction.atomic
def set_members(by: Actor, team_id: int, members: Mapping[int, bool], version: int | None = None) -> None:
    """Exactly these are in the team: user id -> leads it. What they may see changes with their next click. Stale,
    Unseen, Refusal."""
    require(by, "team.write")
    team = row_to_change(Team.objects.visible_to(by), team_id, version)
    staff = set(User.objects.exclude(roles="").filter(pk__in=members).values_list("pk", flat=True))
    if set(members) - staff:
        raise Refusal(
            gettext("Only people on the staff can be in a team."), field="members", code="not-staff"
        )
    before = dict(Membership.objects.filter(team=team).values_list("user_id", "is_leader"))
    if before == dict(members):
        return
    Membership.objects.filter(team=team, user_id__in=set(before) - set(members)).delete()
    rows = [Membership(team=team, user_id=pk, is_leader=leads) for pk, leads in members.items()]
    Membership.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["user", "team"], update_fields=["is_leader"]
    )
    team.version += 1
    team.save(update_fields=["version"])
    data = {"members": sorted(members), "leaders": sorted(pk for pk, leads in members.items() if leads)}
    append(by, Fact("team.members_changed", "team", team.pk, data=data))


def _name(name: str, besides: Team | None = None) -> str:
    name = one_line(name, 100)
    if not name:
        raise Refusal(gettext("A team needs a name."), field="name", code="empty")
    if Team.objects.filter(folded=fold(name)[:100]).exclude(pk=besides.pk if besides else 0).exists():
        raise Refusal(gettext("There is a team of this name already."), field="name", code="taken")
    return name
