"""Read state: posted by the screen that shows a thread, never set by merely fetching it."""

from django.db import transaction

from ringback.access.standing import standing
from ringback.kit.clock import now
from ringback.kit.errors import Unseen
from ringback.ledger.actor import Actor
from ringback.tickets.models import Mention, ReadMark, Ticket


@transaction.atomic
def mark_read(by: Actor, ticket_id: int, message_id: int) -> None:
    """The actor has read the thread up to this message; mentions in its notes are seen by it too. No event:
    it is nobody else's business."""
    if not Ticket.objects.visible_to(by).filter(pk=ticket_id).exists():
        raise Unseen()
    user_id = standing(by).user_id
    ReadMark.objects.bulk_create(
        [ReadMark(user_id=user_id, ticket_id=ticket_id, message_id=message_id, at=now())],
        update_conflicts=True,
        unique_fields=["user", "ticket"],
        update_fields=["message_id", "at"],
    )
    Mention.objects.filter(user_id=user_id, note__ticket_id=ticket_id, seen_at=None).update(seen_at=now())
