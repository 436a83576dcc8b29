"""Interactions: every exchange for itself, on whatever channel."""

from ringback.api.call import Call
from ringback.api.found import find, newest_first
from ringback.api.operations import operation
from ringback.api.schemas import Cursor, Id, Limit, Moment, Out, Page
from ringback.interactions.models import Interaction


class InteractionOut(Out):
    """Durations in seconds; null where the channel has none."""

    id: int
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
    return InteractionPage(items=[_out(interaction) for interaction in found], next=more)


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
    return _out(find(Interaction.objects.visible_to(request.actor), pk=interaction_id))


def _out(interaction: Interaction) -> InteractionOut:
    return InteractionOut(**{name: getattr(interaction, name) for name in InteractionOut.model_fields})
