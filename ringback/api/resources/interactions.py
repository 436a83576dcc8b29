"""Interactions: every exchange for itself, on whatever channel."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field

from ringback.access.models import Team
from ringback.api.call import Call
from ringback.api.found import chosen, find, newest_first
from ringback.api.operations import operation
from ringback.api.schemas import Cursor, Id, In, Limit, Moment, Out, Page, Word
from ringback.channels.models import Line as LineModel
from ringback.interactions.exchange import MOST_SECONDS, SECONDS, TIMES
from ringback.interactions.models import Interaction
from ringback.people.models import Contact
from ringback.tickets import exchanges
from ringback.tickets.exchanges import MOST_TICKETS

When = Annotated[AwareDatetime, Field(strict=False)]
Seconds = Annotated[int, Field(ge=0, le=MOST_SECONDS)]
Disposition = Annotated[Word, Field(max_length=30)]
Tickets = Annotated[list[Id], Field(max_length=MOST_TICKETS)]


class InteractionOut(Out):
    """`tickets`: what it was about, as far as the caller may see them. Durations in seconds; null where the channel has
    none. `is_by_hand`: somebody wrote it down; the desk did not carry it."""

    id: int
    tickets: list[int]
    channel: str
    direction: str
    line_id: int | None
    team_id: int | None
    contact_id: int | None
    user_id: int | None
    offered_at: Moment
    answered_at: Moment | None
    ended_at: Moment | None
    wait_seconds: int | None
    hold_seconds: int | None
    handling_seconds: int | None
    wrap_up_seconds: int | None
    disposition: str
    is_silent: bool
    is_by_hand: bool


class InteractionPage(Page[InteractionOut]):
    pass


class InteractionNew(In):
    """It belongs to the line's team, to `team`, or to the caller's only one. Waiting follows from offered and answered,
    handling from answered and ended, unless they are named."""

    channel: Literal["email", "phone", "chat", "sms", "social", "visit", "letter"]
    direction: Literal["in", "out"]
    contact: Id | None = None
    line: Id | None = None
    team: Id | None = None
    tickets: Tickets = []
    offered_at: When
    answered_at: When | None = None
    ended_at: When | None = None
    wait_seconds: Seconds | None = None
    hold_seconds: Seconds | None = None
    handling_seconds: Seconds | None = None
    wrap_up_seconds: Seconds | None = None
    disposition: Disposition = ""


class InteractionChange(In):
    """What is left out stays. `tickets`: exactly these of those that the caller sees."""

    tickets: Tickets = []
    offered_at: When | None = None
    answered_at: When | None = None
    ended_at: When | None = None
    wait_seconds: Seconds | None = None
    hold_seconds: Seconds | None = None
    handling_seconds: Seconds | None = None
    wrap_up_seconds: Seconds | None = None
    disposition: Disposition = ""


@operation(
    "GET", "/interactions", scope="interactions:read", verb="interaction.read", answers=InteractionPage
)
def index(
    request: Call, contact: Id | None = None, cursor: Cursor = "", limit: Limit = 50
) -> InteractionPage:
    """Exchanges, newest first; with `contact`, those with one customer."""
    seen = Interaction.objects.visible_to(request.actor)
    found, more = newest_first(seen if contact is None else seen.filter(contact_id=contact), cursor, limit)
    return InteractionPage(items=_out(request, found), next=more)


@operation(
    "GET",
    "/interactions/{int:interaction_id}",
    scope="interactions:read",
    verb="interaction.read",
    answers=InteractionOut,
    objects={"interaction_id": "interaction"},
)
def show(request: Call, interaction_id: int) -> InteractionOut:
    """One exchange."""
    return _out(request, [find(Interaction.objects.visible_to(request.actor), pk=interaction_id)])[0]


@operation(
    "POST",
    "/interactions",
    scope="interactions:write",
    verb="interaction.write",
    answers=InteractionOut,
    status=201,
)
def create(request: Call, body: InteractionNew) -> InteractionOut:
    """Write down an exchange that happened elsewhere: a call, a visit, a letter."""
    actor = request.actor
    made = exchanges.record(
        actor,
        body.channel,
        body.direction,
        _given(body),
        body.tickets,
        contact=chosen(Contact.objects.visible_to(actor), body.contact, "contact"),
        line=chosen(LineModel.objects.visible_to(actor), body.line, "line"),
        team=chosen(Team.objects.visible_to(actor), body.team, "team"),
    )
    request.say["Location"] = f"/api/v1/interactions/{made.pk}"
    return _out(request, [made])[0]


@operation(
    "PATCH",
    "/interactions/{int:interaction_id}",
    scope="interactions:write",
    verb="interaction.write",
    answers=InteractionOut,
    objects={"interaction_id": "interaction"},
)
def update(request: Call, interaction_id: int, body: InteractionChange) -> InteractionOut:
    """Other times, seconds, disposition or tickets of an exchange that was written down by hand."""
    tickets = body.tickets if "tickets" in body.model_fields_set else None
    return _out(request, [exchanges.change(request.actor, interaction_id, _given(body), tickets)])[0]


def _given(body: InteractionNew | InteractionChange) -> dict[str, Any]:
    """What was said of times, seconds and disposition."""
    return body.model_dump(exclude_unset=True, include={*TIMES, *SECONDS, "disposition"})


def _out(request: Call, found: Sequence[Interaction]) -> list[InteractionOut]:
    plain = [name for name in InteractionOut.model_fields if name != "tickets"]
    tickets = exchanges.tickets_of(request.actor, [interaction.pk for interaction in found])
    return [
        InteractionOut(**{name: getattr(one, name) for name in plain}, tickets=tickets[one.pk])
        for one in found
    ]
