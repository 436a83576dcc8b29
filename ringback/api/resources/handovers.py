"""Hand-overs: case ownership is offered with a brief, and moves when it is accepted. A brief is as internal as a note,
so the scopes are those of notes."""

from dataclasses import replace
from typing import Annotated, Literal

from django.db.models import Q
from pydantic import Field

from ringback.access.models import Team, User
from ringback.access.standing import standing
from ringback.api.call import Call, etag
from ringback.api.found import chosen, find, must_choose, newest_first
from ringback.api.operations import operation
from ringback.api.schemas import Cursor, Id, In, Limit, Moment, Out, Page, Version
from ringback.api.shapes import Named, named, named_or_none
from ringback.tickets import handing_over
from ringback.tickets.briefing import LONGEST, Brief, brief_of
from ringback.tickets.models import Handover, Ticket

_TICKET = {"number": "ticket"}
_HANDOVER = {"handover_id": "handover"}
_PARTS = ("giver", "offered_by", "team", "user", "answered_by")
Words = Annotated[str, Field(max_length=LONGEST)]


class BriefOut(Out):
    """What they want, what was done, what was promised, what is next; plain text."""

    wants: str
    done: str
    promised: str
    next_step: str


class HandoverOut(Out):
    """`giver`: who answered for the ticket, null for nobody. `user` null: anybody of the team may accept. `due_at`:
    when it should have been answered. `is_transfer`: the customer has had to do with somebody else since."""

    id: int
    ticket: int
    state: str
    giver: Named | None
    offered_by: Named
    team: Named
    user: Named | None
    brief: BriefOut
    offered_at: Moment
    due_at: Moment
    answered_at: Moment | None
    answered_by: Named | None
    reason: str
    is_absence: bool
    is_transfer: bool
    version: Version


class HandoverPage(Page[HandoverOut]):
    pass


class HandoversOut(Out):
    items: list[HandoverOut]


class BriefNew(In):
    """What is left out is pre-filled from the thread."""

    wants: Words | None = None
    done: Words | None = None
    promised: Words | None = None
    next_step: Words | None = None


class HandoverNew(In):
    """`team` null: the ticket's own, where the colleague is in it, else the only one they are in."""

    team: Id | None = None
    user: Id | None = None
    brief: BriefNew = BriefNew()


class AbsenceNew(In):
    """`user` null: whoever of the team accepts."""

    team: Id
    user: Id | None = None


class Return(In):
    reason: Annotated[str, Field(min_length=1, max_length=LONGEST)]


State = Literal["offered", "accepted", "returned", "withdrawn"]


@operation("GET", "/handovers", scope="notes:read", verb="handover.read", answers=HandoverPage)
def index(
    request: Call,
    state: State | None = None,
    to: Literal["me"] | None = None,
    by: Literal["me"] | None = None,
    ticket: Id | None = None,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> HandoverPage:
    """Hand-overs of the tickets you see, newest first. `to=me`: those that wait for your answer; `by=me`: those that
    you offered, or that were offered of what you answered for."""
    rows, who = Handover.objects.visible_to(request.actor).select_related(*_PARTS), standing(request.actor)
    rows = rows.filter(state=state) if state else rows
    rows = rows.filter(ticket_id=ticket) if ticket else rows
    rows = rows.waiting_for(who) if to else rows
    rows = rows.filter(Q(offered_by_id=who.user_id) | Q(giver_id=who.user_id)) if by else rows
    found, more = newest_first(rows, cursor, limit)
    return HandoverPage(items=[_out(row) for row in found], next=more)


@operation(
    "GET",
    "/handovers/{int:handover_id}",
    scope="notes:read",
    verb="handover.read",
    answers=HandoverOut,
    objects=_HANDOVER,
)
def show(request: Call, handover_id: int) -> HandoverOut:
    """One hand-over."""
    return _shown(request, handover_id)


@operation(
    "GET",
    "/tickets/{int:number}/brief",
    scope="notes:read",
    verb="handover.read",
    answers=BriefOut,
    objects=_TICKET,
)
def brief(request: Call, number: int) -> BriefOut:
    """The brief as it would be pre-filled now."""
    ticket = find(Ticket.objects.visible_to(request.actor), pk=number)
    return _brief_out(brief_of(request.actor, ticket))


@operation(
    "POST",
    "/tickets/{int:number}/handovers",
    scope="notes:write",
    verb="handover.offer",
    answers=HandoverOut,
    status=201,
    objects=_TICKET,
    versioned=True,
)
def create(request: Call, number: int, body: HandoverNew) -> HandoverOut:
    """Offer the ticket to a colleague or a team."""
    ticket = find(Ticket.objects.visible_to(request.actor), pk=number)
    team = chosen(Team.objects.visible_to(request.actor), body.team, "team")
    user = chosen(User.objects.visible_to(request.actor), body.user, "user")
    made = handing_over.offer(
        request.actor, number, team, user, _brief(request, ticket, body.brief), request.version
    )
    request.say["Location"] = f"/api/v1/handovers/{made.pk}"
    return _shown(request, made.pk)


@operation(
    "POST",
    "/users/{int:user_id}/handovers",
    scope="notes:write",
    verb="handover.offer",
    answers=HandoversOut,
    status=201,
    objects={"user_id": "user"},
)
def create_all(request: Call, user_id: int, body: AbsenceNew) -> HandoversOut:
    """Offer everything not closed that an absent colleague answers for in the teams you lead, 200 tickets at a time."""
    owner = find(User.objects.visible_to(request.actor), pk=user_id)
    team = must_choose(Team.objects.visible_to(request.actor), body.team, "team")
    user = chosen(User.objects.visible_to(request.actor), body.user, "user")
    made = handing_over.offer_all(request.actor, owner, team, user)
    rows = Handover.objects.visible_to(request.actor).select_related(*_PARTS)
    return HandoversOut(
        items=[_out(row) for row in rows.filter(pk__in=[one.pk for one in made]).order_by("pk")]
    )


@operation(
    "POST",
    "/handovers/{int:handover_id}/acceptances",
    scope="notes:write",
    verb="handover.answer",
    answers=HandoverOut,
    objects=_HANDOVER,
    versioned=True,
)
def accept(request: Call, handover_id: int) -> HandoverOut:
    """Answer for the ticket from now on."""
    handing_over.accept(request.actor, handover_id, request.version)
    return _shown(request, handover_id)


@operation(
    "POST",
    "/handovers/{int:handover_id}/returns",
    scope="notes:write",
    verb="handover.answer",
    answers=None,
    status=204,
    objects=_HANDOVER,
    versioned=True,
)
def give_back(request: Call, handover_id: int, body: Return) -> None:
    """Not take it, and say why. Whoever is in another team sees the ticket no more, so nothing is answered."""
    handing_over.give_back(request.actor, handover_id, body.reason, request.version)


@operation(
    "POST",
    "/handovers/{int:handover_id}/withdrawals",
    scope="notes:write",
    verb="handover.offer",
    answers=HandoverOut,
    objects=_HANDOVER,
    versioned=True,
)
def withdraw(request: Call, handover_id: int) -> HandoverOut:
    """Take the offer back."""
    handing_over.withdraw(request.actor, handover_id, request.version)
    return _shown(request, handover_id)


def _brief(request: Call, ticket: Ticket, given: BriefNew) -> Brief:
    words: dict[str, str] = given.model_dump(exclude_none=True)
    return replace(brief_of(request.actor, ticket), **words)


def _shown(request: Call, handover_id: int) -> HandoverOut:
    row = find(Handover.objects.visible_to(request.actor).select_related(*_PARTS), pk=handover_id)
    request.say |= etag(row.version)
    return _out(row)


def _brief_out(brief: "Brief | Handover") -> BriefOut:
    return BriefOut(wants=brief.wants, done=brief.done, promised=brief.promised, next_step=brief.next_step)


def _out(row: Handover) -> HandoverOut:
    return HandoverOut(
        id=row.pk,
        ticket=row.ticket_id,
        state=row.state,
        giver=named_or_none(row.giver),
        offered_by=named(row.offered_by),
        team=named(row.team),
        user=named_or_none(row.user),
        brief=_brief_out(row),
        offered_at=row.offered_at,
        due_at=row.due_at,
        answered_at=row.answered_at,
        answered_by=named_or_none(row.answered_by),
        reason=row.reason,
        is_absence=row.is_absence,
        is_transfer=row.is_transfer,
        version=row.version,
    )
