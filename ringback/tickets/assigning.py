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
    """Name the case owner: who answers to the customer until the outcome is confirmed."""
    ticket = locked(by, ticket_id, "ticket.assign", version)
    _must_see(ticket, owner)
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
    data = {"from": ticket.team_id, "to": team.pk, "contact": ticket.contact_id}
    ticket.team = team
    if ticket.assignee and team.pk not in standing_of(ticket.assignee).teams:
        ticket.assignee = None
    append(by, Fact("ticket.team_changed", "ticket", ticket.pk, ticket.pk, data))
    touch(ticket, "team", "assignee")
    _take_along(by, ticket, members)
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


def _take_along(by: Actor, ticket: Ticket, members: Sequence[Ticket]) -> None:
    """What was merged into a ticket is its team's."""
    for member in members:
        data = {"from": member.team_id, "to": ticket.team_id, "contact": member.contact_id}
        member.team = ticket.team
        append(by, Fact("ticket.team_changed", "ticket", member.pk, member.pk, data))
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
