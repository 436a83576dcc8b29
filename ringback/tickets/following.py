"""Teams that see a ticket because a mail of it was written to them as well."""

from ringback.kit.clock import now
from ringback.tickets.models import Grant, Ticket


def follow(ticket: Ticket, team_id: int) -> None:
    """Part of a verb: the team follows the ticket, unless it is the ticket's own."""
    if team_id != ticket.team_id:
        Grant.objects.get_or_create(
            ticket=ticket, team_id=team_id, reason=Grant.FOLLOWER, defaults={"at": now()}
        )
