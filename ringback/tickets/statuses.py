"""Status: which follow which, and setting one."""

from collections.abc import Mapping
from functools import cache

from django.db import transaction

from ringback.kit.clock import now
from ringback.kit.errors import Refusal
from ringback.ledger.actor import Actor
from ringback.ledger.append import Fact, append
from ringback.tickets.locking import locked, touch
from ringback.tickets.models import Category, Status, Ticket
from ringback.tickets.models.ticket import NEVER

_WORKING = frozenset(
    {
        Category.OPEN,
        Category.WAITING_FOR_CUSTOMER,
        Category.WAITING_FOR_COLLEAGUE,
        Category.WAITING_FOR_THIRD_PARTY,
        Category.SCHEDULED,
        Category.RESOLVED,
    }
)
# From which category one may go where. Nothing goes back to new; closed is left only by reopening.
TRANSITIONS: Mapping[int, frozenset[Category]] = {
    Category.NEW: _WORKING | {Category.CLOSED},
    **{working: _WORKING | {Category.CLOSED} for working in _WORKING},
    Category.RESOLVED: frozenset({Category.OPEN, Category.CLOSED}),
    Category.CLOSED: frozenset({Category.OPEN}),
}


@cache
def default_status(category: Category) -> Status:
    """The house's first active status of a category. Cached: statuses change about never, and `forget` is
    called then."""
    return Status.objects.filter(category=category, is_active=True).order_by("position", "id")[0]


@transaction.atomic
def set_status(
    by: Actor, ticket_id: int, status: Status, *, reason: str = "", version: int | None = None
) -> Ticket:
    """Move a ticket to a status. Closing needs one of Ticket.REASONS. Raises Refusal for a step the table
    above lacks."""
    closing = status.category == Category.CLOSED
    ticket = locked(by, ticket_id, "ticket.close" if closing else "ticket.status", version)
    if closing and reason not in Ticket.REASONS:
        raise Refusal("Closing needs a reason: " + ", ".join(Ticket.REASONS) + ".", field="reason")
    if step(by, ticket, status, reason if closing else ""):
        touch(ticket, *STEP_FIELDS)
    return ticket


STEP_FIELDS = ("status", "category", "closing_reason", "resolved_at", "closed_at", "waiting_since")


def step(by: Actor, ticket: Ticket, status: Status, reason: str = "") -> bool:
    """Part of a verb that holds the lock: change the ticket's status in memory and append the event. False:
    it is so already."""
    if status.pk == ticket.status_id:
        return False
    before, after = Category(ticket.category), Category(status.category)
    if after != before and after not in TRANSITIONS[before]:
        raise Refusal(
            f"A ticket that is {_words(before)} can't become {_words(after)}.",
            field="status",
            code="transition",
        )
    ticket.status, ticket.category, ticket.closing_reason = status, after, reason
    _stamp(ticket, after)
    append(by, Fact("ticket.status_changed", "ticket", ticket.pk, ticket.pk, _data(before, status, reason)))
    return True


def _data(before: Category, status: Status, reason: str) -> dict[str, object]:
    data: dict[str, object] = {
        "from": before.label,
        "to": Category(status.category).label,
        "status": status.pk,
    }
    return data | {"reason": reason} if reason else data


def _stamp(ticket: Ticket, after: Category) -> None:
    moment = now()
    if after in (Category.RESOLVED, Category.CLOSED):
        ticket.resolved_at = ticket.resolved_at or moment
        ticket.waiting_since = NEVER
    else:
        ticket.resolved_at = None
    ticket.closed_at = moment if after == Category.CLOSED else None


def _words(category: Category) -> str:
    return category.label.replace("_", " ")
