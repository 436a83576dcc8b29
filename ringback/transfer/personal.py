"""What of a person or a ticket is personal, by the labels of the columns, and making it empty.

Nothing here names a column that a label does not: a new column with a label is emptied from the day it exists. A new
table with such columns has to be entered in one of the two registers below (a test compares).
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.db.models import Field, Model, Q, QuerySet

from ringback.channels.models import Attempt, Delivery, Inbound, Raw, Recipient
from ringback.kit.checks import label_of
from ringback.ledger.models import Event, EventDetail, Parked
from ringback.search.models import SearchRow
from ringback.tickets.models import (
    Draft,
    DraftFile,
    Handover,
    Message,
    MessageFile,
    Note,
    NoteFile,
    Participant,
    Party,
    Ticket,
)

PERSONAL: Final = frozenset({"identity", "contact", "content"})
# Our own random words, by which later mail finds its place; they tell nothing of anybody.
KEPT: Final = frozenset({("channels.Delivery", "message_id")})

WAITING: Final = (Delivery.QUEUED, Delivery.DELAYED, Delivery.SENDING, Delivery.WITHHELD)
Rows = Callable[[int], "QuerySet[Any]"]


def _inbounds(ticket: int) -> Q:
    said = Message.objects.filter(ticket_id=ticket, inbound__isnull=False).values("inbound_id")
    return Q(pk__in=said) | Q(first_id__in=said)


def _deliveries(ticket: int) -> Q:
    said = Message.objects.filter(ticket_id=ticket, delivery__isnull=False).values("delivery_id")
    return Q(pk__in=said) | Q(acknowledgement__ticket_id=ticket)


# What of a ticket is emptied, and what of it goes altogether, in this order.
EMPTIED: Mapping[type[Model], Rows] = {
    Raw: lambda pk: Raw.objects.filter(inbound__in=Inbound.objects.filter(_inbounds(pk))),
    Inbound: lambda pk: Inbound.objects.filter(_inbounds(pk)),
    Recipient: lambda pk: Recipient.objects.filter(delivery__in=Delivery.objects.filter(_deliveries(pk))),
    Attempt: lambda pk: Attempt.objects.filter(delivery__in=Delivery.objects.filter(_deliveries(pk))),
    Delivery: lambda pk: Delivery.objects.filter(_deliveries(pk)),
    Message: lambda pk: Message.objects.filter(ticket_id=pk),
    Note: lambda pk: Note.objects.filter(ticket_id=pk),
    Handover: lambda pk: Handover.objects.filter(ticket_id=pk),
    Party: lambda pk: Party.objects.filter(ticket_id=pk),
    Ticket: lambda pk: Ticket.objects.filter(pk=pk),
    Parked: lambda pk: Parked.objects.filter(event_id__in=Event.objects.filter(topic_id=pk).values("pk")),
}
REMOVED: Mapping[type[Model], Rows] = {
    MessageFile: lambda pk: MessageFile.objects.filter(message__ticket_id=pk),
    NoteFile: lambda pk: NoteFile.objects.filter(note__ticket_id=pk),
    DraftFile: lambda pk: DraftFile.objects.filter(draft__ticket_id=pk),
    Draft: lambda pk: Draft.objects.filter(ticket_id=pk),
    EventDetail: lambda pk: EventDetail.objects.filter(
        event_id__in=Event.objects.filter(topic_id=pk).values("pk")
    ),
    SearchRow: lambda pk: SearchRow.objects.filter(topic_id=pk),
}
# Those of people, whose rows erasing.py names one by one.
OF_PEOPLE: Final = frozenset(
    {"people.Contact", "people.Identity", "people.AttributeValue", "tickets.Participant", "access.User"}
)
# Not about customers, or gone by itself, with the reason.
ELSEWHERE: Mapping[str, str] = {
    "access.BreakGlass": "a reason that one of the staff gave",
    "access.Session": "goes when it ends; those of a person who is erased at once",
    "account.EmailAddress": "goes with its user",
    "api.KeptAnswer": "gone after a day",
    "channels.Breaker": "gone when the traffic has run dry",
    "channels.Greeting": "what the house says",
    "channels.Line": "the house's own addresses",
    "people.Organization": "an organization is no person",
    "people.Segment": "conditions, which the house has set",
    "tickets.Signature": "what the staff writes below",
}


def empty_ticket(number: int) -> None:
    """Take everything out of a ticket that tells of people or is said by them. Counts, times, states and who handled it
    stay. What has not left yet does not leave. Within the caller's transaction."""
    not_sent(Delivery.objects.filter(_deliveries(number)))
    for rows in REMOVED.values():
        rows(number).delete()
    for model, rows in EMPTIED.items():
        empty(rows(number), **({"bytes": b""} if model is Raw else {}))
    for part in Participant.objects.filter(ticket_id=number):
        address = f"gone-{part.pk}@erased.invalid"
        empty(Participant.objects.filter(pk=part.pk), address=address, folded=address)


def not_sent(deliveries: "QuerySet[Delivery]") -> None:
    """Of these, what waits or is under way is not tried again: it is to be emptied."""
    deliveries.filter(state__in=WAITING).update(state=Delivery.DISCARDED, lease_until=None, holder="")


def empty(rows: "QuerySet[Any]", **instead: Any) -> int:
    """Set the personal columns of these rows to nothing, or to what is given instead. Returns how many rows. What is in
    the store goes with the next sweep, when nothing links to it any more."""
    values = {field.name: instead.get(field.name, _nothing(field)) for field in personal_fields(rows.model)}
    values |= {name: value for name, value in instead.items() if name not in values}
    if rows.model in (Raw, Delivery):
        values["blob"] = None
    # A subquery of the same table may not be updated from.
    found = list(rows.values_list("pk", flat=True))
    return sum(
        rows.model._base_manager.filter(pk__in=found[start : start + 500]).update(**values)
        for start in range(0, len(found), 500)
    )


def personal_fields(model: type[Model]) -> "list[Field[Any, Any]]":
    """The columns of a table of ours that tell of people or hold what they wrote."""
    label = model._meta.label
    return [f for f in model._meta.concrete_fields if label_of(f) in PERSONAL and (label, f.name) not in KEPT]


def _nothing(field: "Field[Any, Any]") -> Any:
    if field.has_default():
        return field.get_default()
    return None if field.null else ""
