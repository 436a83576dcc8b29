"""How cases ended, told apart: who said so, and who said nothing."""

from datetime import datetime

from django.db.models import Count, QuerySet

from ringback.ledger.actor import Actor
from ringback.resolution.models import Confirmation


def questions_of(actor: Actor, ticket_id: int) -> "QuerySet[Confirmation]":
    """The questions about a ticket, oldest first."""
    rows = Confirmation.objects.visible_to(actor).filter(ticket_id=ticket_id)
    return rows.select_related("noted_by", "message__delivery").order_by("number")


def results(actor: Actor, since: datetime) -> dict[str, int]:
    """Of the visible tickets' questions answered since then: how many yes, no and silence, never added up."""
    rows = Confirmation.objects.visible_to(actor).filter(answered_at__gte=since)
    counted = dict(rows.order_by().values_list("answer").annotate(n=Count("id")))
    return {said: counted.get(said, 0) for said in Confirmation.ANSWERS}
