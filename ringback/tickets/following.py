"""Following a ticket: people who want to keep an eye on it, and teams that are to see it beside its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from ringback.access.models import Team, User
from ringback.access.standing import standing
from ringback.kit.clock import now
from ringback.kit.errors import Refusal, Unseen
from ringback.ledger.actor import Actor
from ringback.ledger.append import Fact, append
from ringback.tickets.locking import locked, touch
from ringback.tickets.models import Follower, Grant, Ticket


@dataclass(frozen=True, slots=True)
class Following:
    """One who follows: a team or a person."""

    id: int
    at: datetime
    user: User | None = None
    team: Team | None = None


@transaction.atomic
def start(by: Actor, ticket_id: int) -> Following:
    """Follow a ticket oneself. It opens nothing: it ends for whoever loses sight of the ticket. Doing it twice changes
    nothing. Unseen, Forbidden."""
    ticket = locked(by, ticket_id, "ticket.follow")
    user = User.objects.get(pk=standing(by).user_id)
    row, made = Follower.objects.get_or_create(ticket=ticket, user=user, defaults={"at": now()})
    if made:
        append(by, Fact("ticket.followed", "ticket", ticket.pk, ticket.pk, {"user": user.pk}))
    return Following(row.pk, row.at, user=user)


@transaction.atomic
def stop(by: Actor, ticket_id: int) -> None:
    """Follow it oneself no more. Doing it twice changes nothing. Unseen, Forbidden."""
    ticket = locked(by, ticket_id, "ticket.follow")
    user_id = standing(by).user_id
    gone, _ = Follower.objects.filter(ticket=ticket, user_id=user_id).delete()
    if gone:
        append(by, Fact("ticket.unfollowed", "ticket", ticket.pk, ticket.pk, {"user": user_id}))


@transaction.atomic
def add_team(by: Actor, ticket_id: int, team: Team) -> Following:
    """Another team of the house follows the ticket, which opens it to them; doing it twice changes nothing. Raises
    Refusal for the ticket's own team, one that works no more, and a partner's, to whom tickets are granted."""
    ticket = locked(by, ticket_id, "ticket.grant")
    if team.pk == ticket.team_id:
        raise Refusal(gettext("It is this team's ticket."), field="team", code="own-team")
    if not team.is_active:
        raise Refusal(gettext("This team does not work any more."), field="team", code="not-there")
    if team.is_partner:
        raise Refusal(
            gettext("This is a partner's team: open the ticket to it instead."), field="team", code="partner"
        )
    row, made = _opened(ticket, team.pk)
    if made:
        append(by, Fact("ticket.granted", "ticket", ticket.pk, ticket.pk, _data(team.pk)))
        touch(ticket)
    return Following(row.pk, row.at, team=team)


@transaction.atomic
def remove_team(by: Actor, ticket_id: int, team_id: int) -> None:
    """The team follows it no more, and sees it no more unless it does for another reason. Raises Unseen where it does
    not follow."""
    ticket = locked(by, ticket_id, "ticket.grant")
    gone, _ = Grant.objects.filter(ticket=ticket, team_id=team_id, reason=Grant.FOLLOWER).delete()
    if not gone:
        raise Unseen()
    append(by, Fact("ticket.grant_withdrawn", "ticket", ticket.pk, ticket.pk, _data(team_id)))
    touch(ticket)


def followers_of(actor: Actor, ticket: Ticket) -> Sequence[Following]:
    """Who follows a ticket that was found through `visible_to`, as far as the actor knows of them: teams, then people,
    each with the first first."""
    teams = Grant.objects.standing().filter(
        ticket=ticket, reason=Grant.FOLLOWER, team__in=Team.objects.visible_to(actor)
    )
    people = Follower.objects.filter(
        ticket=ticket, user__in=User.objects.visible_to(actor).filter(is_active=True)
    )
    return [
        *(Following(row.pk, row.at, team=row.team) for row in teams.select_related("team").order_by("id")),
        *(Following(row.pk, row.at, user=row.user) for row in people.select_related("user").order_by("id")),
    ]


def follow(ticket: Ticket, team_id: int) -> None:
    """Part of a verb: a mail of the ticket was written to this team as well, so it follows, unless it is the ticket's
    own."""
    if team_id != ticket.team_id:
        _opened(ticket, team_id)


def _opened(ticket: Ticket, team_id: int) -> tuple[Grant, bool]:
    return Grant.objects.get_or_create(
        ticket=ticket, team_id=team_id, reason=Grant.FOLLOWER, defaults={"at": now()}
    )


def _data(team_id: int) -> dict[str, object]:
    return {"user": None, "team": team_id, "reason": Grant.FOLLOWER}
