"""What a desk has made of the mail it took in, as JSON: raw bytes by their hash, ends, messages, tickets."""

import hashlib
import json
from collections import Counter

from django.db.models import Count

from ringback.channels.models import Delivery, Inbound
from ringback.channels.take_in import raw_of
from ringback.ledger.models import Event, Parked
from ringback.tickets.models import Message, Ticket


def answer() -> str:
    """Everything the trial compares, without words of anybody."""
    receipts = list(Inbound.objects.select_related("first").order_by("id"))
    opened = Event.objects.filter(kind="ticket.opened")
    said = dict(Message.objects.exclude(inbound=None).values_list("inbound_id").annotate(n=Count("pk")))
    return json.dumps(
        {
            "raw": [hashlib.sha256(raw_of(row)).hexdigest() for row in receipts],
            "waiting": sum(1 for row in receipts if not row.end and row.first_id is None),
            "duplicates": sum(1 for row in receipts if row.first_id is not None),
            "ends": Counter(row.end for row in receipts if row.first_id is None),
            "without_message": sum(1 for row in receipts if _should_speak(row) and said.get(row.pk) != 1),
            "messages": Message.objects.filter(direction=Message.IN).count(),
            "empty_tickets": Ticket.objects.filter(messages=None).count(),
            "tickets": Ticket.objects.count(),
            "opened_twice": opened.count() - opened.values("subject_id").distinct().count(),
            "opened": opened.count(),
            "parked": Parked.objects.count(),
            "deliveries": Counter(Delivery.objects.values_list("state", flat=True)),
        }
    )


def _should_speak(row: Inbound) -> bool:
    return row.first_id is None and row.end in (Inbound.OPENED, Inbound.THREADED, Inbound.HELD)
