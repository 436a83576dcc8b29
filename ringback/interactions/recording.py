"""Recording exchanges."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from ringback.access.models import Team
from ringback.access.policy import Reach, require
from ringback.access.standing import standing
from ringback.channels.models import Line
from ringback.interactions import dispositions, exchange
from ringback.interactions.models import Interaction
from ringback.kit.clock import now
from ringback.kit.errors import Forbidden, Refusal
from ringback.kit.inserting import insert
from ringback.ledger.actor import Actor
from ringback.ledger.append import Fact
from ringback.people.models import Contact


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


def write_down(
    by: Actor,
    channel: str,
    direction: str,
    given: Mapping[str, Any],
    contact: Contact | None = None,
    line: Line | None = None,
    team: Team | None = None,
) -> Interaction:
    """Part of a verb: an exchange that happened elsewhere, with what `exchange.write` takes as `given`. It belongs to
    the line's team, the named one, or the actor's only one. Raises Forbidden without the right, and Refusal for a team
    that is not the actor's and whatever the exchange cannot be."""
    far = require(by, "interaction.write")
    exchange.check_kind(channel, direction)
    interaction = Interaction(
        channel=channel,
        direction=direction,
        contact=contact,
        line=line,
        team_id=_team(by, far, line, team),
        user_id=standing(by).user_id or None,
        is_by_hand=True,
    )
    dispositions.check(interaction, given)
    exchange.write(interaction, given, now())
    interaction.save(force_insert=True)
    return interaction


def correct(by: Actor, interaction: Interaction, given: Mapping[str, Any]) -> None:
    """Part of a verb that has locked `interaction`: other times, seconds or disposition. Raises Forbidden for another
    team's, and Refusal for what the desk recorded itself."""
    if Reach.ALL not in require(by, "interaction.write") and interaction.team_id not in standing(by).teams:
        raise Forbidden(gettext("Another team recorded this."))
    if not interaction.is_by_hand:
        raise Refusal(gettext("The desk recorded this itself; it stays as it is."), code="not-by-hand")
    dispositions.check(interaction, given)
    exchange.write(interaction, given, now())
    interaction.save()


def _team(by: Actor, far: frozenset[Reach], line: Line | None, team: Team | None) -> int:
    own = standing(by).teams
    wanted = line.team_id if line else team.pk if team else min(own) if len(own) == 1 else None
    if wanted is None:
        raise Refusal(gettext("Say which team this belongs to."), field="team")
    if (line and team and line.team_id != team.pk) or (Reach.ALL not in far and wanted not in own):
        raise Refusal(
            gettext("You record for your own teams."), field="line" if line else "team", code="team"
        )
    return wanted
