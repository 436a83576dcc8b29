"""What can be chosen on a ticket: statuses, people, teams."""

from functools import cache

from ringback.access.models import Team, User
from ringback.ledger.actor import Actor
from ringback.tickets.models import Status, Ticket


@cache
def statuses() -> tuple[Status, ...]:
    """Every status, in the order of a ticket's life. Cached like `default_status`: they change about never."""
    return tuple(Status.objects.order_by("category", "position", "id"))


def assignees(actor: Actor, ticket: Ticket) -> list[User]:
    """Those who could be given the ticket: the active people of its team, by name."""
    return list(
        User.objects.visible_to(actor)
        .filter(is_active=True, memberships__team_id=ticket.team_id)
        .exclude(roles="")
        .distinct()
        .order_by("name", "id")
    )


def colleagues(actor: Actor) -> list[User]:
    """The active people of the staff that the actor knows of, by name."""
    known = User.objects.visible_to(actor).filter(is_active=True).exclude(roles="")
    return list(known.order_by("name", "id"))


def teams(actor: Actor) -> list[Team]:
    """The active teams that the actor knows of, by name."""
    return list(Team.objects.visible_to(actor).filter(is_active=True).order_by("folded"))
