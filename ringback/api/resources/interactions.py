"""Interactions: every exchange for itself, on whatever channel."""

from collections.abc import Mapping, Sequence

from ringback.api.call import Call
from ringback.api.found import find, newest_first
from ringback.api.operations import operation
from ringback.api.schemas import Cursor, Id, Limit, Moment, Out, Page
from ringback.interactions.models import Interaction
from ringback.tickets.models import Message


class InteractionOut(Out):
    """`tickets`: what it was about, as far as the caller may see them. Durations in seconds; null where the channel has
    none."""

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


class InteractionPage(Page[InteractionOut]):
    pass


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


def _out(request: Call, found: Sequence[Interaction]) -> list[InteractionOut]:
    plain = [name for name in InteractionOut.model_fields if name != "tickets"]
    tickets = _tickets(request, [interaction.pk for interaction in found])
    return [
        InteractionOut(**{name: getattr(one, name) for name in plain}, tickets=sorted(tickets[one.pk]))
        for one in found
    ]


def _tickets(request: Call, ids: Sequence[int]) -> Mapping[int, set[int]]:
    said = Message.objects.visible_to(request.actor).filter(interaction_id__in=ids)
    tickets: dict[int, set[int]] = {pk: set() for pk in ids}
    for interaction, ticket in said.values_list("interaction_id", "ticket_id") if ids else ():
        tickets[interaction or 0].add(ticket)
    return tickets
