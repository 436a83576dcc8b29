"""Signatures: what stands below a reply, a person's own lines and then their team's."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext

from ringback.access.models import Team
from ringback.access.policy import Reach, reaches, require
from ringback.access.standing import standing
from ringback.kit.errors import Forbidden, Unseen
from ringback.kit.markup import outbound
from ringback.ledger.actor import Actor
from ringback.ledger.append import Fact, append
from ringback.tickets.models import Signature


@dataclass(frozen=True, slots=True)
class TeamLines:
    """A team and the lines below its replies."""

    team: Team
    html: str


@transaction.atomic
def sign_own(by: Actor, html: str) -> Signature:
    """One's own lines; empty takes them away."""
    require(by, "ticket.reply")
    return _put(by, html, user_id=standing(by).user_id)


@transaction.atomic
def sign_for_team(by: Actor, team_id: int, html: str) -> Signature:
    """The lines of a team, by an administrator or by its leader. Unseen, Forbidden."""
    far, who = require(by, "signature.write"), standing(by)
    if not Team.objects.visible_to(by).filter(pk=team_id).exists():
        raise Unseen()
    if Reach.ALL not in far and team_id not in who.led:
        raise Forbidden(gettext("Only its leader changes the lines of a team."))
    return _put(by, html, team_id=team_id)


def own(actor: Actor) -> str:
    """One's own lines as HTML."""
    found = Signature.objects.filter(user_id=standing(actor).user_id).first()
    return found.html if found else ""


def of_teams(actor: Actor) -> Sequence[TeamLines]:
    """The teams whose lines the actor may change, with what they are now."""
    far, who = reaches(actor, "signature.write"), standing(actor)
    seen = Team.objects.visible_to(actor).filter(is_active=True).order_by("folded")
    mine = seen if Reach.ALL in far else seen.filter(pk__in=who.led)
    known = dict(Signature.objects.filter(team__in=mine).values_list("team_id", "html"))
    return [TeamLines(team, known.get(team.pk, "")) for team in mine]


def _put(by: Actor, html: str, **of: int) -> Signature:
    row, _ = Signature.objects.get_or_create(defaults={}, **of)
    row.html, row.version = outbound(html), row.version + 1
    row.save()
    append(by, Fact("signature.changed", "signature", row.pk, data=of))
    return row
