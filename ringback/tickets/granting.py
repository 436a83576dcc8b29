"""Opening a ticket to somebody beside its own team: a specialist who is consulted, a partner by contract."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext

from ringback.access.models import Team, User
from ringback.access.roles import Role
from ringback.kit.clock import now
from ringback.kit.errors import Refusal, Unseen
from ringback.ledger.actor import Actor
from ringback.ledger.append import Fact, append
from ringback.tickets.locking import locked, touch
from ringback.tickets.models import Grant, Ticket


@transaction.atomic
def grant(by: Actor, ticket_id: int, to: User | Team, until: datetime | None = None) -> Grant:
    """Open the ticket to one colleague or team, until then (aware) or until it is withdrawn. What they may do in it is
    the policy's to say. Raises Refusal for those who are not there any more, and for the ticket's own team."""
    ticket = locked(by, ticket_id, "ticket.grant")
    _must_be_there(to)
    if until is not None and until <= now():
        raise Refusal(gettext("That time is over."), field="until", code="past")
    if isinstance(to, Team) and to.pk == ticket.team_id:
        raise Refusal(gettext("It is this team's ticket."), field="team", code="own-team")
    whom = {"team": to} if isinstance(to, Team) else {"user": to}
    fresh = {"until": until, "at": now()}
    row, _ = Grant.objects.update_or_create(
        ticket=ticket, reason=_reason(to), **whom, defaults={"until": until}, create_defaults=fresh
    )
    append(by, Fact("ticket.granted", "ticket", ticket.pk, ticket.pk, _data(row)))
    touch(ticket)
    return row


@transaction.atomic
def withdraw(by: Actor, ticket_id: int, grant_id: int) -> None:
    """Close the ticket to them again, at once: list, page, files and live updates. Raises Unseen."""
    ticket = locked(by, ticket_id, "ticket.grant")
    row = Grant.objects.filter(ticket=ticket, pk=grant_id).first()
    if row is None:
        raise Unseen()
    append(by, Fact("ticket.grant_withdrawn", "ticket", ticket.pk, ticket.pk, _data(row)))
    row.delete()
    touch(ticket)


def grants_of(ticket: Ticket) -> QuerySet[Grant]:
    """To whom the ticket stands open now, oldest first; `ticket` found through `visible_to`."""
    return Grant.objects.standing().filter(ticket=ticket).select_related("user", "team").order_by("id")


def _must_be_there(to: User | Team) -> None:
    field = "team" if isinstance(to, Team) else "user"
    if not to.is_active or (isinstance(to, User) and not to.is_staff_member):
        raise Refusal(gettext("%(to)s can't be given a ticket.") % {"to": to}, field=field, code="not-there")


def _reason(to: User | Team) -> str:
    partner = to.is_partner if isinstance(to, Team) else to.role_set == {Role.PARTNER}
    return Grant.PARTNER if partner else Grant.CONSULTED


def _data(row: Grant) -> dict[str, object]:
    return {"user": row.user_id, "team": row.team_id, "reason": row.reason}
