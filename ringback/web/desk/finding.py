"""Finding a ticket for its page, with what its head shows, in one statement."""

from django.db.models import F, FilteredRelation, Q, QuerySet

from ringback.access.prepared import prepared
from ringback.kit.errors import Unseen
from ringback.ledger.actor import Actor
from ringback.tickets.models import Ticket

_HEAD = ("team", "owner", "assignee", "status")


def ticket_of(actor: Actor, number: int) -> Ticket:
    """The ticket with everything its head names, and `read_to`: how far the actor has read it. Unseen as ever."""
    found = _seen(actor, number)
    if not found:
        raise Unseen()
    return found[0]


@prepared("number")
def _seen(actor: Actor, number: int) -> QuerySet[Ticket]:
    mine = FilteredRelation("read_marks", condition=Q(read_marks__user_id=actor.effective.id))
    seen = Ticket.objects.visible_to(actor).select_related(*_HEAD).filter(pk=number)
    return seen.annotate(mine=mine, read_to=F("mine__message_id"))
