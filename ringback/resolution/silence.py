"""What happens when nobody answers, and when a ticket goes on before somebody does."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from ringback.channels.models import Delivery
from ringback.kit.clock import now
from ringback.ledger.actor import SYSTEM, Actor
from ringback.ledger.append import Fact, append
from ringback.ledger.models import Event
from ringback.resolution.answering import settle_by_silence
from ringback.resolution.models import Confirmation
from ringback.tickets.locking import row
from ringback.tickets.models import Category

AT_ONCE = 500


def close_silent(by: Actor, moment: datetime, goes_on: Callable[[], bool] = lambda: True) -> int:
    """Close what was asked about by mail and is over its period. A question that never left is no silence: it waits for
    a person. Returns how many were closed."""
    due = Confirmation.objects.waiting().filter(
        ends_at__lte=moment, digest__isnull=False, message__delivery__state=Delivery.SENT
    )
    numbers = list(due.order_by("ends_at", "id").values_list("pk", "ticket_id")[:AT_ONCE])
    return sum(goes_on() and _close(by, pk, ticket) for pk, ticket in numbers)


@transaction.atomic
def _close(by: Actor, pk: int, ticket_id: int) -> bool:
    ticket = row(ticket_id)
    question = Confirmation.objects.waiting().select_for_update().filter(pk=pk).first()
    if question is None or ticket.category != Category.RESOLVED or ticket.canonical_id or ticket.shelf:
        return False
    settle_by_silence(by, ticket, question)
    return True


def withdraw(ticket_id: int) -> None:
    """Part of whatever moved the ticket on: a question that waits is overtaken by it."""
    for question in Confirmation.objects.waiting().filter(ticket_id=ticket_id):
        question.withdrawn_at = now()
        question.save(update_fields=["withdrawn_at"])
        data = {"number": question.number}
        append(SYSTEM, Fact("confirmation.withdrawn", "confirmation", question.pk, ticket_id, data))


def restore(ticket_id: int, since: int) -> None:
    """Part of whatever took a step back: a question that was withdrawn by it, after the event `since`, waits again
    where the ticket is resolved as it was."""
    gone = Event.objects.filter(topic_id=ticket_id, kind="confirmation.withdrawn", pk__gt=since)
    overtaken = Confirmation.objects.filter(pk__in=gone.values("subject_id"), answer="")
    for question in overtaken.filter(ticket__category=Category.RESOLVED, withdrawn_at__isnull=False):
        question.withdrawn_at = None
        question.save(update_fields=["withdrawn_at"])
        data = {"number": question.number}
        append(SYSTEM, Fact("confirmation.restored", "confirmation", question.pk, ticket_id, data))
