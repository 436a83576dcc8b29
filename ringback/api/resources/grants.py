"""To whom a ticket is open beside its own team."""

from typing import Annotated

from pydantic import AwareDatetime, Field

from ringback.access.models import Team, User
from ringback.api.call import Call
from ringback.api.found import find, must_choose, oldest_first
from ringback.api.operations import operation
from ringback.api.schemas import Cursor, Id, In, Limit, Moment, Out, Page
from ringback.api.shapes import Named, named_or_none
from ringback.kit.errors import Refusal
from ringback.tickets import granting
from ringback.tickets.models import Grant, Ticket

_TICKET = {"number": "ticket"}
_GRANT = {"number": "ticket", "grant_id": "grant"}


class GrantOut(Out):
    """`reason`: consulted, partner, or follower (see followers)."""

    id: int
    user: Named | None
    team: Named | None
    reason: str
    at: Moment
    until: Moment | None


class GrantPage(Page[GrantOut]):
    pass


class GrantNew(In):
    """Either `user` or `team`. `until` with its offset from UTC; without it until withdrawn."""

    user: Id | None = None
    team: Id | None = None
    until: Annotated[AwareDatetime | None, Field(strict=False)] = None


@operation(
    "GET",
    "/tickets/{int:number}/grants",
    scope="tickets:read",
    verb="ticket.grant",
    answers=GrantPage,
    objects=_TICKET,
)
def index(request: Call, number: int, cursor: Cursor = "", limit: Limit = 50) -> GrantPage:
    """To whom it is open now, oldest first."""
    ticket = find(Ticket.objects.visible_to(request.actor), pk=number)
    found, more = oldest_first(granting.grants_of(ticket), cursor, limit)
    return GrantPage(items=[_out(grant) for grant in found], next=more)


@operation(
    "POST",
    "/tickets/{int:number}/grants",
    scope="tickets:write",
    verb="ticket.grant",
    answers=GrantOut,
    status=201,
    objects=_TICKET,
)
def create(request: Call, number: int, body: GrantNew) -> GrantOut:
    """Open the ticket to a colleague or a team, such as a partner's."""
    return _out(granting.grant(request.actor, number, _whom(request, body), body.until))


@operation(
    "DELETE",
    "/tickets/{int:number}/grants/{int:grant_id}",
    scope="tickets:write",
    verb="ticket.grant",
    answers=None,
    status=204,
    objects=_GRANT,
)
def destroy(request: Call, number: int, grant_id: int) -> None:
    """Close it to them again, at once."""
    granting.withdraw(request.actor, number, grant_id)


def _whom(request: Call, body: GrantNew) -> User | Team:
    if (body.user is None) == (body.team is None):
        raise Refusal("Name a user or a team.", field="user", code="one-of")
    if body.user is not None:
        return must_choose(User.objects.visible_to(request.actor), body.user, "user")
    return must_choose(Team.objects.visible_to(request.actor), body.team or 0, "team")


def _out(grant: Grant) -> GrantOut:
    return GrantOut(
        id=grant.pk,
        user=named_or_none(grant.user),
        team=named_or_none(grant.team),
        reason=grant.reason,
        at=grant.at,
        until=grant.until,
    )
