"""Status: which follow which, and setting one."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache

from django.db import transaction
from django.utils.translation import gettext

from ringback.kit.clock import now
from ringback.kit.errors import Refusal
from ringback.ledger.actor import Actor
from ringback.ledger.append import Fact, append
from ringback.tickets.coding import must_be_coded
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
    by: Actor,
    ticket_id: int,
    status: Status,
    *,
    reason: str = "",
    scheduled_for: datetime | None = None,
    version: int | None = None,
) -> Ticket:
    """Move a ticket to a status. Closing needs one of Ticket.REASONS; scheduling takes the time (aware) that was agreed
    with the customer. Raises Refusal for a step the table above lacks."""
    closing = status.category == Category.CLOSED
    ticket = locked(by, ticket_id, "ticket.close" if closing else "ticket.status", version)
    if closing and reason not in Ticket.REASONS:
        raise Refusal(
            gettext("Closing needs a reason: %(names)s.") % {"names": ", ".join(Ticket.REASONS)},
            field="reason",
        )
    if scheduled_for is not None and status.category != Category.SCHEDULED:
        raise Refusal(
            gettext("Only a scheduled ticket has a date."), field="scheduled_for", code="not-scheduled"
        )
    if status.category in (Category.RESOLVED, Category.CLOSED) and ticket.category != Category.RESOLVED:
        must_be_coded(by, ticket, reason)
    if step(by, ticket, status, reason if closing else "", scheduled_for):
        touch(ticket, *STEP_FIELDS)
    return ticket


STEP_FIELDS = (
    "status",
    "category",
    "closing_reason",
    "resolved_at",
    "closed_at",
    "waiting_since",
    "scheduled_for",
    "attention_at",
)


def step(
    by: Actor, ticket: Ticket, status: Status, reason: str = "", scheduled_for: datetime | None = None
) -> bool:
    """Part of a verb that holds the lock: change the ticket's status in memory, or why it was closed or for when it is
    scheduled, and append the event. False: it is so already."""
    same_detail = reason in ("", ticket.closing_reason) and scheduled_for in (None, ticket.scheduled_for)
    if status.pk == ticket.status_id and same_detail:
        return False
    before, after = Category(ticket.category), Category(status.category)
    if after != before and after not in TRANSITIONS[before]:
        raise Refusal(
            gettext("A ticket that is %(before)s can't become %(after)s.")
            % {"before": _words(before), "after": _words(after)},
            field="status",
            code="transition",
        )
    ticket.status, ticket.category, ticket.closing_reason = status, after, reason
    _stamp(ticket, after)
    # Until clocks know better, the agreed time is when it wants attention.
    ticket.scheduled_for = scheduled_for if after == Category.SCHEDULED else None
    ticket.attention_at = ticket.scheduled_for or NEVER
    data = _data(before, status, reason, ticket.scheduled_for)
    append(by, Fact("ticket.status_changed", "ticket", ticket.pk, ticket.pk, data))
    return True


# What a status keeps beside itself of when it came and for when it is.
MOMENTS = ("resolved_at", "closed_at", "scheduled_for", "attention_at")


def put_back(
    by: Actor, ticket: Ticket, status: Status, reason: str, moments: Mapping[str, datetime | None]
) -> None:
    """Part of a verb that holds the lock: the step before was never meant, so the table above does not matter.
    `moments`: all MOMENTS, as they were."""
    before = Category(ticket.category)
    ticket.status, ticket.category, ticket.closing_reason = status, Category(status.category), reason
    for name, at in moments.items():
        setattr(ticket, name, at)
    data = _data(before, status, reason, ticket.scheduled_for)
    append(by, Fact("ticket.status_changed", "ticket", ticket.pk, ticket.pk, data))


def _data(before: Category, status: Status, reason: str, scheduled_for: datetime | None) -> dict[str, object]:
    data: dict[str, object] = {
        "from": before.label,
        "to": Category(status.category).label,
        "status": status.pk,
    }
    if scheduled_for:
        data["scheduled_for"] = int(scheduled_for.timestamp())
    return data | {"reason": reason} if reason else data


def _stamp(ticket: Ticket, after: Category) -> None:
    moment = now()
    if after in (Category.RESOLVED, Category.CLOSED):
        ticket.resolved_at = ticket.resolved_at or moment
        ticket.waiting_since = NEVER
    else:
        ticket.resolved_at = None
    ticket.closed_at = (ticket.closed_at or moment) if after == Category.CLOSED else None


def _words(category: Category) -> str:
    return category.label.replace("_", " ")
