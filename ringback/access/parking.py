"""What failed to follow an event: looking at it, and trying it again by hand."""

import traceback

from django.db import transaction
from django.utils.translation import gettext

from ringback.access.policy import may, require
from ringback.kit.clock import now
from ringback.kit.errors import Refusal, Stale, Unseen
from ringback.ledger import reacting
from ringback.ledger.actor import Actor
from ringback.ledger.append import Fact, append
from ringback.ledger.models import Event, Parked


def parked(actor: Actor, before: int | None = None, limit: int = 50) -> list[Parked]:
    """What is still parked, newest first; nothing for those who may not see the desk's health."""
    if not may(actor, "health.read"):
        return []
    open_ones = Parked.objects.filter(settled_at=None)
    if before is not None:
        open_ones = open_ones.filter(pk__lt=before)
    return list(open_ones.order_by("-pk")[:limit])


@transaction.atomic
def retry(by: Actor, parked_id: int) -> Parked:
    """Let the reaction follow its event once more. It stays parked, with the new reason, when it fails again.

    Raises Unseen, Stale when it is settled, Refusal when nothing of this name follows such events any more.
    """
    require(by, "parked.retry")
    row = Parked.objects.select_for_update().filter(pk=parked_id).first()
    if row is None:
        raise Unseen()
    if row.settled_at is not None:
        raise Stale(gettext("This was settled already."))
    _try(row, Event.objects.get(pk=row.event_id))
    row.save()
    append(by, Fact("parked.retried", "parked", row.pk, data={"settled": row.settled_at is not None}))
    return row


def _try(row: Parked, event: Event) -> None:
    reaction = next((r for r in reacting.register().get(event.kind, ()) if r.__name__ == row.name), None)
    if reaction is None:
        raise Refusal(gettext("Nothing of this name follows such events any more."), code="no-reaction")
    try:
        with transaction.atomic():
            reaction(event)
    except Exception:
        row.attempts, row.error = row.attempts + 1, traceback.format_exc(limit=-6)[:8000]
    else:
        row.settled_at = now()
