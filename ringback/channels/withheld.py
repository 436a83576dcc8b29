"""Withheld mail, many at once: let go within the limits on automatic mail, or discarded."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from ringback.access.policy import require
from ringback.channels.automatic_limits import why_not
from ringback.channels.models import Delivery, Recipient
from ringback.channels.outbox import let_go
from ringback.kit.clock import now
from ringback.ledger.actor import Actor
from ringback.ledger.append import Fact, append

# (line, address) -> why no automatic mail may go there now.
Refused = dict[tuple[int | None, str], str]


@transaction.atomic
def release(by: Actor, numbers: Sequence[int], refused: Refused) -> tuple[int, int]:
    """Let these deliveries go as far as they still are withheld and the limits allow it; returns how many went and
    how many stay.

    What is over a limit stays, and says why; `refused` learns its address, so that nobody asks about it again.
    """
    require(by, "delivery.retry")
    at = now()
    rows, gone = _locked(numbers), []
    for row in rows:
        if _goes(row, refused, at):
            # At once: it counts for the next to the same address.
            let_go(row, at)
            gone.append(row.pk)
    if gone:
        append(by, *(Fact("delivery.retried", "delivery", number) for number in gone))
    return len(gone), len(rows) - len(gone)


@transaction.atomic
def discard(by: Actor, numbers: Sequence[int]) -> int:
    """These deliveries never go out, as far as they still are withheld; returns how many that was."""
    require(by, "delivery.retry")
    dropped = [row.pk for row in _locked(numbers)]
    Delivery.objects.filter(pk__in=dropped).update(state=Delivery.DISCARDED)
    if dropped:
        append(by, *(Fact("delivery.discarded", "delivery", number) for number in dropped))
    return len(dropped)


def _locked(numbers: Sequence[int]) -> list[Delivery]:
    rows = Delivery.objects.filter(pk__in=numbers, state=Delivery.WITHHELD).order_by("id")
    rows = rows.defer("content").select_related("line").prefetch_related("recipients")
    return list(rows.select_for_update(of=("self",)) if connection.vendor == "postgresql" else rows)


def _goes(row: Delivery, refused: Refused, at: datetime) -> bool:
    reasons = (_refusal(row, recipient, refused, at) for recipient in row.recipients.all())
    reason = next(filter(None, reasons), "")
    if reason and reason != row.failure:
        row.failure = reason
        row.save(update_fields=["failure"])
    return not reason


def _refusal(row: Delivery, recipient: Recipient, refused: Refused, at: datetime) -> str:
    key = (row.line_id, recipient.folded)
    if key not in refused:
        reason = why_not(row.line, recipient.address, at)
        if not reason:
            return ""
        refused[key] = reason
    return refused[key]
