"""Teams and who is in them."""

from typing import Annotated

from django.db.models import QuerySet
from pydantic import Field

from ringback.access import teams
from ringback.access.models import Membership, Team
from ringback.api.call import Call, etag
from ringback.api.found import find, newest_first, oldest_first
from ringback.api.operations import operation
from ringback.api.schemas import Cursor, Id, In, Limit, Line, Out, Page, Version
from ringback.api.shapes import Named, named
from ringback.kit.paging import MOST

_TEAM = {"team_id": "team"}


class TeamOut(Out):
    id: int
    name: str
    is_active: bool
    is_partner: bool
    version: Version


class TeamPage(Page[TeamOut]):
    pass


class MemberOut(Out):
    user: Named
    is_leader: bool


class MemberPage(Page[MemberOut]):
    pass


class TeamNew(In):
    name: Line
    is_partner: bool = False


class TeamChange(In):
    name: Line | None = None
    is_active: bool | None = None
    is_partner: bool | None = None


class MemberIn(In):
    user: Id
    is_leader: bool = False


class MembersSet(In):
    members: Annotated[list[MemberIn], Field(max_length=1000)]


@operation("GET", "/teams", scope="teams:read", verb="team.read", answers=TeamPage)
def index(request: Call, cursor: Cursor = "", limit: Limit = 50) -> TeamPage:
    """Teams the caller may see, newest first."""
    found, more = newest_first(Team.objects.visible_to(request.actor), cursor, limit)
    return TeamPage(items=[_out(team) for team in found], next=more)


@operation("POST", "/teams", scope="teams:write", verb="team.write", answers=TeamOut, status=201)
def create(request: Call, body: TeamNew) -> TeamOut:
    """A new team."""
    team = teams.found(request.actor, body.name, is_partner=body.is_partner)
    request.say["Location"] = f"/api/v1/teams/{team.pk}"
    return _shown(request, team)


@operation(
    "GET", "/teams/{int:team_id}", scope="teams:read", verb="team.read", answers=TeamOut, objects=_TEAM
)
def show(request: Call, team_id: int) -> TeamOut:
    """One team."""
    return _shown(request, find(Team.objects.visible_to(request.actor), pk=team_id))


@operation(
    "PATCH",
    "/teams/{int:team_id}",
    scope="teams:write",
    verb="team.write",
    answers=TeamOut,
    objects=_TEAM,
    versioned=True,
)
def update(request: Call, team_id: int, body: TeamChange) -> TeamOut:
    """Change a team."""
    return _shown(
        request, teams.change(request.actor, team_id, body.model_dump(exclude_none=True), request.version)
    )


@operation(
    "GET",
    "/teams/{int:team_id}/members",
    scope="teams:read",
    verb="team.read",
    answers=MemberPage,
    objects=_TEAM,
)
def members(request: Call, team_id: int, cursor: Cursor = "", limit: Limit = 50) -> MemberPage:
    """Who is in the team, and who leads it; whoever joined first comes first."""
    return _members(request, team_id, cursor, limit)


@operation(
    "PUT",
    "/teams/{int:team_id}/members",
    scope="teams:write",
    verb="team.write",
    answers=MemberPage,
    objects=_TEAM,
    versioned=True,
)
def save_members(request: Call, team_id: int, body: MembersSet) -> MemberPage:
    """Exactly these are in the team. The version is the team's; the answer is the beginning of the list."""
    members = {one.user: one.is_leader for one in body.members}
    teams.set_members(request.actor, team_id, members, request.version)
    return _members(request, team_id, "", MOST)


def _members(request: Call, team_id: int, cursor: str, limit: int) -> MemberPage:
    team = find(Team.objects.visible_to(request.actor), pk=team_id)
    request.say |= etag(team.version)
    rows: QuerySet[Membership] = team.membership_set.select_related("user")
    found, more = oldest_first(rows, cursor, limit)
    return MemberPage(
        items=[MemberOut(user=named(row.user), is_leader=row.is_leader) for row in found], next=more
    )


def _shown(request: Call, team: Team) -> TeamOut:
    request.say |= etag(team.version)
    return _out(team)


def _out(team: Team) -> TeamOut:
    return TeamOut(**{name: getattr(team, name) for name in TeamOut.model_fields})
