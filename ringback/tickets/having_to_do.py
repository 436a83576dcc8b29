"""What counts as having to do with a customer, entered in the register of people: an open ticket that is the actor's,
their team's or opened to them, and a late exchange with one of them. A right to read everything is no such thing."""

from datetime import datetime

from django.db.models import Q

from ringback.access.standing import standing
from ringback.interactions.models import Interaction
from ringback.ledger.actor import Actor
from ringback.people import opening
from ringback.tickets.models import Grant, Participant, Ticket


def open_tickets(actor: Actor, contacts: set[int], since: datetime) -> set[int]:
    """Those who asked in, or take part in, an open ticket of the actor or one of their teams."""
    who = standing(actor)
    granted = Grant.objects.to(who.user_id, who.teams).values("ticket_id")
    own = Q(team_id__in=who.teams) | Q(owner_id=who.user_id) | Q(assignee_id=who.user_id) | Q(pk__in=granted)
    ours = Ticket.objects.open().filter(own)
    asked = set(ours.filter(contact_id__in=contacts).values_list("contact_id", flat=True))
    parts = Participant.objects.filter(contact_id__in=contacts - asked, ticket__in=ours)
    return asked | {pk for pk in parts.values_list("contact_id", flat=True) if pk is not None}


def late_exchanges(actor: Actor, contacts: set[int], since: datetime) -> set[int]:
    """Those with whom the actor or one of their teams has exchanged something since then."""
    who = standing(actor)
    ours = Interaction.objects.filter(
        Q(team_id__in=who.teams) | Q(user_id=who.user_id), offered_at__gte=since
    )
    found = ours.filter(contact_id__in=contacts).values_list("contact_id", flat=True)
    return {pk for pk in found if pk is not None}


opening.grounds += [open_tickets, late_exchanges]
