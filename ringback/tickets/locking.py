"""How every verb on a ticket begins: find it as the actor may, lock it, check the right."""

from collections.abc import Iterable

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext

from ringback.access.policy import Reach, reaches, require
from ringback.access.prepared import prepared
from ringback.access.standing import standing
from ringback.kit.clock import now
from ringback.kit.errors import Forbidden, Stale, Unseen
from ringback.ledger.actor import Actor
from ringback.tickets.models import Grant, Participant, Ticket


def locked(
    by: Actor, ticket_id: int, verb: str, version: int | None = None, *, even_merged: bool = False
) -> Ticket:
    """The ticket, locked until the transaction ends. Unseen when it is not the actor's, Forbidden without the
    right.

    `version`: Stale when the ticket has moved on since that version was read. One that was merged is Stale too, unless
    `even_merged`: what is done to it is done to the one it was merged into.
    """
    # PostgreSQL does not read again what is joined to a row whose lock was waited for, and leaves the row out where it
    # fits no longer: a colleague changed the status, and the ticket seems gone. Held by then, it is found when asked
    # again.
    found = _locked(by, ticket_id) or _locked(by, ticket_id)
    if not found:
        raise Unseen()
    ticket = found[0]
    check(by, ticket, verb)
    if ticket.canonical_id is not None and not even_merged:
        raise merged(by, ticket)
    if version is not None and version != ticket.version:
        raise Stale(gettext("This ticket was changed meanwhile."), version=ticket.version)
    return ticket


def row(number: int) -> Ticket:
    """The ticket, locked, with its status: for what the desk itself does to it. IndexError where there is none."""
    return (_row(number) or _row(number))[0]


def merged(by: Actor, ticket: Ticket) -> Stale:
    """What a verb says of a ticket that was merged; into which one, to those who may see that."""
    above = Ticket.objects.visible_to(by).filter(pk=ticket.canonical_id or 0).first()
    if above is None:
        return Stale(gettext("This ticket was merged into another one."), code="merged")
    words = gettext("This ticket was merged into #%(number)s: go on there.") % {"number": above.pk}
    return Stale(words, code="merged", canonical=above.pk)


@prepared("ticket")
def _locked(by: Actor, ticket: int) -> QuerySet[Ticket]:
    tickets: QuerySet[Ticket] = (
        Ticket.objects.visible_to(by).filter(pk=ticket).select_related("status", "line")
    )
    # Not the key: whatever row points at a ticket would wait for its writer, and three of them in a circle.
    return (
        tickets.select_for_update(of=("self",), no_key=True) if connection.vendor == "postgresql" else tickets
    )


@prepared("number")
def _row(number: int) -> QuerySet[Ticket]:
    return (
        Ticket.objects.select_for_update(of=("self",), no_key=True).select_related("status").filter(pk=number)
    )


def check(by: Actor, ticket: Ticket, verb: str) -> None:
    """Raises Forbidden unless the policy lets the actor do this to this ticket."""
    if not _reached(by, ticket, require(by, verb)):
        raise Forbidden(gettext("You do not have the right to do this to this ticket."))


def rights(by: Actor, ticket: Ticket, verbs: Iterable[str]) -> frozenset[str]:
    """Those of the verbs for which `check` would pass, for showing or hiding what calls
    them; whether the ticket was opened to the actor is looked up once."""
    far = {verb: reaches(by, verb) for verb in verbs}
    held = {reach: _reached(by, ticket, reach) for reach in set(far.values()) if reach}
    return frozenset(verb for verb, reach in far.items() if held.get(reach))


def _reached(by: Actor, ticket: Ticket, far: frozenset[Reach]) -> bool:
    who = standing(by)
    if Reach.ALL in far or (far & {Reach.TEAM, Reach.MEMBER} and ticket.team_id in who.teams):
        return True
    if far & {Reach.TEAM, Reach.GRANTED} and _granted(by, ticket.pk):
        return True
    return Reach.OWN in far and bool(_taken_part(by, ticket.pk))


@prepared("ticket")
def _granted(by: Actor, ticket: int) -> QuerySet[Grant, int]:
    who = standing(by)
    return Grant.objects.to(who.user_id, who.teams).filter(ticket_id=ticket).values_list("pk", flat=True)[:1]


@prepared("ticket")
def _taken_part(by: Actor, ticket: int) -> QuerySet[Participant, int]:
    mine = Participant.objects.filter(contact__user_id=standing(by).user_id, is_confirmed=True)
    return mine.filter(ticket_id=ticket).values_list("pk", flat=True)[:1]


def touch(ticket: Ticket, *fields: str, active: bool = False) -> None:
    """Save the named columns with a new version; `active`: the ticket rises in lists by last activity."""
    ticket.version += 1
    extra = ["version"]
    if active:
        ticket.updated_at = now()
        extra.append("updated_at")
    ticket.save(update_fields=[*fields, *extra])
