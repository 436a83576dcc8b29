"""Deliveries: what went out, and how it fared with each recipient."""

from typing import Literal

from ringback.api.call import Call
from ringback.api.found import find, newest_first
from ringback.api.operations import operation
from ringback.api.schemas import Cursor, Limit, Moment, Out, Page
from ringback.channels.models import Delivery
from ringback.tickets import delivered

_DELIVERY = {"delivery_id": "delivery"}


class RecipientOut(Out):
    """`state` sent: the next server took it, no more."""

    field: str
    address: str
    state: str
    detail: str
    at: Moment | None


class DeliveryOut(Out):
    id: int
    line_id: int | None
    purpose: str
    is_automatic: bool
    subject: str
    state: str
    failure: str
    attempts: int
    created_at: Moment
    due_at: Moment
    sent_at: Moment | None
    recipients: list[RecipientOut]


class DeliveryPage(Page[DeliveryOut]):
    pass


State = Literal["queued", "sending", "sent", "delayed", "failed", "bounced", "withheld"]


@operation("GET", "/deliveries", scope="deliveries:read", verb="delivery.read", answers=DeliveryPage)
def index(request: Call, state: State | None = None, cursor: Cursor = "", limit: Limit = 50) -> DeliveryPage:
    """Deliveries of the tickets the caller may see, newest first; in one state where asked."""
    rows = delivered.deliveries(request.actor).defer("content").prefetch_related("recipients")
    found, more = newest_first(rows if state is None else rows.filter(state=state), cursor, limit)
    return DeliveryPage(items=[_out(delivery) for delivery in found], next=more)


@operation(
    "GET",
    "/deliveries/{int:delivery_id}",
    scope="deliveries:read",
    verb="delivery.read",
    answers=DeliveryOut,
    objects=_DELIVERY,
)
def show(request: Call, delivery_id: int) -> DeliveryOut:
    """One delivery."""
    return _out(find(delivered.deliveries(request.actor).defer("content"), pk=delivery_id))


@operation(
    "POST",
    "/deliveries/{int:delivery_id}/retries",
    scope="deliveries:write",
    verb="delivery.retry",
    answers=DeliveryOut,
    objects=_DELIVERY,
)
def retry(request: Call, delivery_id: int) -> DeliveryOut:
    """Send again to those whom it did not reach."""
    return _out(delivered.retry(request.actor, delivery_id))


def _out(delivery: Delivery) -> DeliveryOut:
    plain = (name for name in DeliveryOut.model_fields if name != "recipients")
    people = [
        RecipientOut(**{name: getattr(each, name) for name in RecipientOut.model_fields})
        for each in delivery.recipients.all()
    ]
    return DeliveryOut(**{name: getattr(delivery, name) for name in plain}, recipients=people)
