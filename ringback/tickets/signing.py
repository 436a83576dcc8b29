"""Signatures: what stands below a reply, a person's own lines and then their team's."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext

from ringback.access.models import Team
from ringback.access.policy import Reach, reaches, require
from ringback.access.standing import standing
from ringback.kit.errors import Forbidden, Stale, Unseen
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
def sign_own(by: Actor, html: str, version: int | None = None) -> Signature:
    """One's own lines; empty takes them away. Stale when they were changed since `version`."""
    require(by, "ticket.reply")
    return _put(by, html, version, user_id=standing(by).user_id)


@transaction.atomic
def sign_for_team(by: Actor, team_id: int, html: str, version: int | None = None) -> Signature:
    """The lines of a team, by an administrator or by its leader. Unseen, Forbidden; Stale when they were changed since
    `version`."""
    _must_sign(by, team_id)
    return _put(by, html, version, team_id=team_id)


def own(actor: Actor) -> Signature:
    """One's own lines; a row not yet saved, of version 0, where there are none."""
    return _of(user_id=standing(actor).user_id)


def of_team(actor: Actor, team_id: int) -> Signature:
    """A team's lines, for whoever may change them, whether it still works or not. Unseen, Forbidden."""
    _must_sign(actor, team_id)
    return _of(team_id=team_id)


def of_teams(actor: Actor) -> Sequence[TeamLines]:
    """The teams whose lines the actor may change, with what they are now."""
    far, who = reaches(actor, "signature.write"), standing(actor)
    seen = Team.objects.visible_to(actor).filter(is_active=True).order_by("folded")
    mine = seen if Reach.ALL in far else seen.filter(pk__in=who.led)
    known = dict(Signature.objects.filter(team__in=mine).values_list("team_id", "html"))
    return [TeamLines(team, known.get(team.pk, "")) for team in mine]


def _must_sign(actor: Actor, team_id: int) -> None:
    far = require(actor, "signature.write")
    if not Team.objects.visible_to(actor).filter(pk=team_id).exists():
        raise Unseen()
    if Reach.ALL not in far and team_id not in standing(actor).led:
        raise Forbidden(gettext("Only its leader changes the lines of a team."))


def _of(**whose: int) -> Signature:
    return Signature.objects.filter(**whose).first() or Signature(version=0, **whose)


def _put(by: Actor, html: str, version: int | None, **whose: int) -> Signature:
    Signature.objects.get_or_create(defaults={"version": 0}, **whose)
    row = Signature.objects.select_for_update().get(**whose)
    if version is not None and version != row.version:
        raise Stale(gettext("These lines were changed meanwhile."), version=row.version)
    row.html, row.version = outbound(html), row.version + 1
    row.save()
    append(by, Fact("signature.changed", "signature", row.pk, data=whose))
    return row
