"""Who follows a ticket: people for themselves, and teams to which it is open for that."""

from ringback.access.models import Team, User
from ringback.access.policy import require
from ringback.access.standing import standing
from ringback.api.call import Call
from ringback.api.found import find, must_choose, stretch
from ringback.api.operations import operation
from ringback.api.schemas import Cursor, Id, In, Limit, Moment, Out, Page
from ringback.api.shapes import Named, named_or_none
from ringback.tickets import following
from ringback.tickets.models import Ticket

_TICKET = {"number": "ticket"}


class FollowerOut(Out):
    """Either `user` or `team`."""

    user: Named | None
    team: Named | None
    at: Moment


class FollowerPage(Page[FollowerOut]):
    pass


class FollowerNew(In):
    """Without `team`: oneself."""

    team: Id | None = None


@operation(
    "GET",
    "/tickets/{int:number}/followers",
    scope="tickets:read",
    verb="ticket.follow",
    answers=FollowerPage,
    objects=_TICKET,
)
def index(request: Call, number: int, cursor: Cursor = "", limit: Limit = 50) -> FollowerPage:
    """Teams, then people, as far as the caller knows of them; the first come first."""
    ticket = find(Ticket.objects.visible_to(request.actor), pk=number)
    everybody = following.followers_of(request.actor, ticket)
    found, more = stretch(everybody, lambda one: [int(one.team is None), one.id], cursor, limit)
    return FollowerPage(items=[_out(one) for one in found], next=more)


@operation(
    "POST",
    "/tickets/{int:number}/followers",
    scope="tickets:write",
    verb="ticket.follow",
    answers=FollowerOut,
    status=201,
    objects=_TICKET,
)
def create(request: Call, number: int, body: FollowerNew) -> FollowerOut:
    """Follow a ticket oneself, or open it to another team of the house that follows it. Doing it twice changes
    nothing."""
    if body.team is None:
        return _out(following.start(request.actor, number))
    find(Ticket.objects.visible_to(request.actor), pk=number)
    require(request.actor, "ticket.grant")
    team = must_choose(Team.objects.visible_to(request.actor), body.team, "team")
    return _out(following.add_team(request.actor, number, team))


@operation(
    "DELETE",
    "/tickets/{int:number}/followers/users/{int:user_id}",
    scope="tickets:write",
    verb="ticket.follow",
    answers=None,
    status=204,
    objects={"number": "ticket", "user_id": "user"},
)
def destroy(request: Call, number: int, user_id: int) -> None:
    """Follow it oneself no more. Nobody ends this for somebody else."""
    find(User.objects.visible_to(request.actor).filter(pk=standing(request.actor).user_id), pk=user_id)
    following.stop(request.actor, number)


@operation(
    "DELETE",
    "/tickets/{int:number}/followers/teams/{int:team_id}",
    scope="tickets:write",
    verb="ticket.grant",
    answers=None,
    status=204,
    objects={"number": "ticket", "team_id": "team"},
)
def destroy_of_team(request: Call, number: int, team_id: int) -> None:
    """The team follows it no more, and sees it no more unless it does for another reason."""
    following.remove_team(request.actor, number, team_id)


def _out(one: following.Following) -> FollowerOut:
    return FollowerOut(user=named_or_none(one.user), team=named_or_none(one.team), at=one.at)
