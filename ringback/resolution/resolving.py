"""Resolving a ticket: one message states the outcome and asks, once, whether it holds."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext

from ringback.kit.clock import now
from ringback.kit.errors import Refusal, Stale
from ringback.kit.ids import digest, long_secret
from ringback.kit.markup import outbound, to_text
from ringback.kit.text import fold
from ringback.ledger.actor import Actor
from ringback.ledger.append import Fact, append
from ringback.resolution import asking, excluded, period
from ringback.resolution.models import Confirmation
from ringback.tickets import coding, replying, statuses
from ringback.tickets.locking import locked
from ringback.tickets.models import Category, Message, Ticket


@dataclass(frozen=True, slots=True)
class Resolved:
    """The message that states the outcome, the question in it, and why there is none."""

    message: Message
    question: Confirmation | None
    not_asked: str = ""


def resolve(
    by: Actor, ticket_id: int, written: replying.Written, codes: Mapping[str, int | None] | None = None
) -> Resolved:
    """Send the outcome, set the codes (tickets.coding.NAMES) and the status resolved, and ask in the same message
    unless the customer is not to be asked. Raises as `reply` and `code`; Refusal for a text without words, and for a
    ticket that is resolved or closed already. What was written is kept as a held draft where the thread has moved on.
    """
    try:
        return _resolve(by, ticket_id, written, codes or {})
    except Stale as moved:
        replying.keep_unsent(by, ticket_id, written, moved)
        raise


@transaction.atomic
def _resolve(
    by: Actor, ticket_id: int, written: replying.Written, codes: Mapping[str, int | None]
) -> Resolved:
    ticket = locked(by, ticket_id, "ticket.resolve")
    if ticket.category in (Category.RESOLVED, Category.CLOSED):
        raise Refusal(gettext("This ticket is resolved already."), field="status", code="transition")
    if not to_text(outbound(written.html)).strip():
        raise Refusal(gettext("Say what the outcome is."), field="html", code="empty")
    if codes:
        coding.code(by, ticket_id, codes)
    # With the lock held anew: setting codes has saved the row.
    why = excluded.why_not(ticket, _addressed(written))
    secret = "" if why else long_secret()
    status = statuses.default_status(Category.RESOLVED)
    if written.status and written.status.category == Category.RESOLVED:
        status = written.status
    below = asking.question(ticket, secret) if secret else ""
    message = replying.reply(by, ticket_id, replace(written, status=status, below=below))
    if not secret:
        return Resolved(message, None, why)
    return Resolved(message, _ask(by, ticket, message, secret))


def _ask(by: Actor, ticket: Ticket, message: Message, secret: str) -> Confirmation:
    at = now()
    ends_at = period.end(at)
    asked = Confirmation.objects.create(
        ticket=ticket,
        message=message,
        number=Confirmation.objects.filter(ticket=ticket).count() + 1,
        asked_at=at,
        ends_at=ends_at,
        link_until=ends_at + period.LINK_LIVES_LONGER,
        digest=digest(secret),
    )
    data = {"number": asked.number, "message": message.pk, "ends_at": int(ends_at.timestamp())}
    append(by, Fact("confirmation.asked", "confirmation", asked.pk, ticket.pk, data))
    return asked


def _addressed(written: replying.Written) -> set[str] | None:
    if not written.to and not written.addressed:
        return None
    return {fold(one.address) for one in (*written.to, *written.cc)}
