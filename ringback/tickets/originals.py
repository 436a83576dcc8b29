"""Receipts and their raw bytes, once what they became belongs to a ticket: whoever may not see the ticket
sees neither."""

from django.db.models import Q

from ringback.access.policy import require
from ringback.channels.models import Inbound
from ringback.channels.models.inbound import Inbounds
from ringback.channels.take_in import raw_of
from ringback.kit.errors import Unseen
from ringback.ledger.actor import Actor
from ringback.tickets.models import Ticket


def receipts(actor: Actor) -> Inbounds:
    """Receipts of the actor's lines, save those whose ticket has gone to others. Administrators without
    tickets of their own see what became none: what was ignored, quarantined or waits."""
    seen = Ticket.objects.visible_to(actor)
    return Inbound.objects.visible_to(actor).filter(Q(message=None) | Q(message__ticket__in=seen))


def original(actor: Actor, inbound_id: int) -> bytes:
    """The bytes as the source handed them over. Raises Unseen, and Forbidden without the right to originals."""
    require(actor, "original.read")
    inbound = receipts(actor).filter(pk=inbound_id).first()
    if inbound is None:
        raise Unseen()
    return raw_of(inbound)
