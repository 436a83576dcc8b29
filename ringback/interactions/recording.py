"""Recording exchanges."""

from datetime import datetime

from ringback.channels.models import Line
from ringback.interactions.models import Interaction
from ringback.kit.inserting import insert
from ringback.ledger.append import Fact


def record_mail(
    line: Line | None,
    team_id: int,
    direction: str,
    at: datetime,
    *,
    contact_id: int | None,
    user_id: int | None = None,
    is_silent: bool = False,
) -> Interaction:
    """One mail as an interaction. It has no wait, hold or handling of its own; `at` is when it reached our
    line or left us."""
    interaction = Interaction(
        channel="email",
        direction=direction,
        line=line,
        team_id=team_id,
        contact_id=contact_id,
        user_id=user_id,
        offered_at=at,
        ended_at=at,
        is_silent=is_silent,
    )
    insert(interaction)
    return interaction


def recorded(interaction: Interaction, ticket_id: int | None) -> Fact:
    """The fact for the ledger, appended by the verb that made the interaction together with its own."""
    return Fact(
        "interaction.recorded", "interaction", interaction.pk, ticket_id, {"direction": interaction.direction}
    )
