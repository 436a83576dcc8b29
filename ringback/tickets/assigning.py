"""Who answers for a ticket (case owner) and who works on it now (assignee)."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext

from ringback.access.identify import standing_of
from ringback.access.models import Team, User
from ringback.access.standing import standing
from ringback.kit.errors import Refusal
from ringback.ledger.actor import Actor
from ringback.ledger.append import Fact, append
from ringback.tickets import families
from ringback.tickets.locking import locked, touch
from ringback.tickets.models import Grant, Ticket


@transaction.atomic
def assign(by: Actor, ticket_id: int, assignee: User | None, version: int | None = None) -> Ticket:
    """Give the ticket to somebody to work on, or to nobody. A ticket without a case owner gets its first
    assignee as owner.

    Raises Refusal when the assignee could not open the ticket.
    """
    mine = assignee is not None and assignee.pk == standing(by).user_id
    ticket = locked(by, ticket_id, "ticket.take" if mine else "ticket.assign", version)
    if assignee:
        _must_see(ticket, assignee)
    if ticket.assignee_id != (assignee.pk if assignee else None):
        give(by, ticket, assignee)
        touch(ticket, "assignee", "owner")
    return ticket


@transaction.atomic
def set_owner(by: Actor, ticket_id: int, owner: User, version: int | None = None) -> Ticket:
    """Name the first case owner: who answers to the customer until the outcome is confirmed. Refusal (`hand-over`)
    where somebody does already: ownership moves by a hand-over that is accepted (handing_over.py)."""
    ticket = locked(by, ticket_id, "ticket.assign", version)
    _must_see(ticket, owner)
    if ticket.owner_id not in (None, owner.pk):
        words = gettext("%(owner)s answers for this ticket. Hand it over instead.") % {"owner": ticket.owner}
        raise Refusal(words, field="user", code="hand-over")
    if ticket.owner_id != owner.pk:
        data = {"from": ticket.owner_id, "to": owner.pk}
        ticket.owner = owner
        append(by, Fact("ticket.owner_changed", "ticket", ticket.pk, ticket.pk, data))
        touch(ticket, "owner")
    return ticket


@transaction.atomic
def move_to_team(by: Actor, ticket_id: int, team: Team, version: int | None = None) -> Ticket:
    """Give the ticket to another team. It leaves its assignee's desk unless they belong to both."""
    members = families.locked_members(ticket_id)
    ticket = locked(by, ticket_id, "ticket.move", version)
    if ticket.team_id == team.pk:
        return ticket
    if not team.is_active:
        raise Refusal(gettext("This team does not work any more."), field="team")
    moved = team_changed(ticket, team)
    ticket.team = team
    if ticket.assignee and team.pk not in standing_of(ticket.assignee).teams:
        ticket.assignee = None
    append(by, moved)
    touch(ticket, "team", "assignee")
    take_along(by, ticket, members)
    return ticket


def give(by: Actor, ticket: Ticket, assignee: User | None) -> None:
    """Part of a verb that holds the lock and saves assignee and owner afterwards."""
    data = {"from": ticket.assignee_id, "to": assignee.pk if assignee else None}
    ticket.assignee = assignee
    facts = [Fact("ticket.assigned", "ticket", ticket.pk, ticket.pk, data)]
    if assignee and ticket.owner_id is None:
        ticket.owner = assignee
        facts.append(
            Fact("ticket.owner_changed", "ticket", ticket.pk, ticket.pk, {"from": None, "to": assignee.pk})
        )
    append(by, *facts)


def team_changed(ticket: Ticket, team: Team) -> Fact:
    """That the ticket, which still has its former team, is of another one now."""
    data = {"from": ticket.team_id, "to": team.pk, "contact": ticket.contact_id}
    return Fact("ticket.team_changed", "ticket", ticket.pk, ticket.pk, data)


def take_along(by: Actor, ticket: Ticket, members: Sequence[Ticket]) -> None:
    """What was merged into a ticket is its team's. Part of a verb that has locked them before it."""
    for member in members:
        moved = team_changed(member, ticket.team)
        member.team = ticket.team
        append(by, moved)
        touch(member, "team")


def _must_see(ticket: Ticket, user: User) -> None:
    who = standing_of(user)
    granted = Grant.objects.to(user.pk, who.teams).filter(ticket=ticket)
    if not who.roles or not (ticket.team_id in who.teams or granted.exists()):
        raise Refusal(
            gettext("%(user)s could not open this ticket: they are not in its team.") % {"user": user},
            field="user",
            code="cannot-see",
        )
