"""What is on offer: to whom the ticket stands open meanwhile, and what ends an offer that nobody has answered."""

from collections.abc import Iterable, Mapping

from django.db import transaction

from ringback.access.models import Membership
from ringback.access.standing import standing
from ringback.kit.clock import now
from ringback.ledger.actor import SYSTEM, Actor
from ringback.ledger.append import Fact, append
from ringback.tickets.locking import row
from ringback.tickets.models import Grant, Handover


def answer(by: Actor, offered: Handover, state: str) -> None:
    """Part of a verb that holds the lock of the ticket: the offer has ended so, and opens the ticket to nobody any
    more."""
    offered.state, offered.answered_at = state, now()
    offered.answered_by_id = standing(by).user_id or None
    offered.version += 1
    offered.save()
    Grant.objects.filter(ticket_id=offered.ticket_id, reason=Grant.HANDOVER).delete()


def fact(kind: str, offered: Handover, words: Mapping[str, str] | None = None) -> Fact:
    data = {"team": offered.team_id, "user": offered.user_id, "giver": offered.giver_id}
    data |= {"absence": offered.is_absence, "transfer": offered.is_transfer}
    return Fact(kind, "handover", offered.pk, offered.ticket_id, data, words or {})


def open_to_receivers(offered: Handover, team_id: int) -> None:
    """Whoever is to accept must be able to read what, and who leads the team that it is for, what is overdue.
    `team_id`: the team that the ticket is of until then."""
    if offered.team_id == team_id:
        return
    if not offered.user_id:
        _open_to(offered, team_id=offered.team_id)
        return
    leaders = Membership.objects.filter(team_id=offered.team_id, is_leader=True)
    for user in {offered.user_id, *leaders.values_list("user_id", flat=True)}:
        _open_to(offered, user_id=user)


def stay_open(ticket_id: int, team_id: int) -> None:
    """Part of what gives a ticket to another team: whom it is offered to goes on reading it."""
    for offered in Handover.objects.open().filter(ticket_id=ticket_id):
        open_to_receivers(offered, team_id)


def lapse_with_ticket(ticket_id: int) -> None:
    """Part of what closes a ticket, puts it away or merges it into another: there is nothing to hand over any more."""
    _lapse(Handover.objects.open().filter(ticket_id=ticket_id))


def lapse_with_owner(ticket_id: int, owner_id: int) -> None:
    """Part of what names a ticket's first case owner: what was on offer was nobody's, and they did not offer it."""
    _lapse(Handover.objects.open().filter(ticket_id=ticket_id).exclude(giver_id=owner_id))


@transaction.atomic
def lapse_with_user(user_id: int) -> None:
    """Part of what takes a colleague away: nobody waits for an answer of theirs."""
    numbers = Handover.objects.open().filter(user_id=user_id).order_by("ticket_id")
    for number in list(numbers.values_list("ticket_id", flat=True)):
        row(number)
        lapse_with_ticket(number)


def _lapse(ending: Iterable[Handover]) -> None:
    for offered in ending:
        answer(SYSTEM, offered, Handover.WITHDRAWN)
        append(SYSTEM, fact("handover.withdrawn", offered))


def _open_to(offered: Handover, **whom: int) -> None:
    Grant.objects.get_or_create(
        ticket_id=offered.ticket_id, reason=Grant.HANDOVER, **whom, defaults={"at": offered.offered_at}
    )
