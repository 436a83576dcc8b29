"""Deliveries: what went out, and how it fared with each recipient."""

from typing import Any, Literal

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from ringback.api.call import Call
from ringback.api.found import chosen, find, newest_first
from ringback.api.operations import operation
from ringback.api.schemas import Cursor, Id, In, Limit, Moment, Out, Page
from ringback.channels.models import Delivery, Line
from ringback.tickets import delivered, releasing

_DELIVERY = {"delivery_id": "delivery"}


class RecipientOut(Out):
    """`state` sent: the next server took it, no more."""

    field: str
    address: str
    state: str
    detail: str
    at: Moment | None


class DeliveryOut(Out):
    """`message`: what was said in it; null for acknowledgements and mail of the desk's own, which says nothing in a
    thread."""

    id: int
    ticket: int | None
    message: int | None
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


class WithheldChoice(In):
    """`line`: the acknowledgements of one contact point; without it those of all."""

    line: Id | None = None


class DecidedOut(Out):
    """`done` were sent or discarded, `kept` stay because a limit on automatic mail holds them, `left` are to be asked
    about again."""

    done: int
    kept: int
    left: int


State = Literal["queued", "sending", "sent", "delayed", "failed", "bounced", "withheld", "discarded"]


@operation("GET", "/deliveries", scope="deliveries:read", verb="delivery.read", answers=DeliveryPage)
def index(request: Call, state: State | None = None, cursor: Cursor = "", limit: Limit = 50) -> DeliveryPage:
    """Deliveries of the tickets the caller may see, newest first; in one state where asked."""
    rows = _loaded(request).prefetch_related("recipients")
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
    return _out(find(_loaded(request), pk=delivery_id))


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
    delivered.retry(request.actor, delivery_id)
    return _out(find(_loaded(request), pk=delivery_id))


@operation(
    "POST",
    "/deliveries/{int:delivery_id}/discards",
    scope="deliveries:write",
    verb="delivery.retry",
    answers=DeliveryOut,
    objects=_DELIVERY,
)
def discard(request: Call, delivery_id: int) -> DeliveryOut:
    """Let withheld mail never go out."""
    delivered.discard(request.actor, delivery_id)
    return _out(find(_loaded(request), pk=delivery_id))


@operation(
    "POST", "/deliveries/releases", scope="deliveries:write", verb="delivery.retry", answers=DecidedOut
)
def release_all(request: Call, body: WithheldChoice) -> DecidedOut:
    """Send the withheld acknowledgements that the caller may decide about, within the limits on automatic mail."""
    return _decided(releasing.release_all(request.actor, _line(request, body)))


@operation(
    "POST", "/deliveries/discards", scope="deliveries:write", verb="delivery.retry", answers=DecidedOut
)
def discard_all(request: Call, body: WithheldChoice) -> DecidedOut:
    """Let none of the withheld acknowledgements that the caller may decide about go out."""
    return _decided(releasing.discard_all(request.actor, _line(request, body)))


def _line(request: Call, body: WithheldChoice) -> Line | None:
    return chosen(Line.objects.visible_to(request.actor), body.line, "line")


def _decided(decided: releasing.Decided) -> DecidedOut:
    return DecidedOut(done=decided.done, kept=decided.kept, left=decided.left)


def _loaded(request: Call) -> QuerySet[Delivery, Any]:
    """With the numbers of what it carries, but not with all of its words."""
    about = Coalesce("message__ticket_id", "acknowledgement__ticket_id")
    return delivered.deliveries(request.actor).defer("content").annotate(said=F("message__pk"), about=about)


def _out(delivery: Any) -> DeliveryOut:
    plain = (name for name in DeliveryOut.model_fields if name not in ("ticket", "message", "recipients"))
    people = [
        RecipientOut(**{name: getattr(each, name) for name in RecipientOut.model_fields})
        for each in delivery.recipients.all()
    ]
    return DeliveryOut(
        **{name: getattr(delivery, name) for name in plain},
        ticket=delivery.about,
        message=delivery.said,
        recipients=people,
    )
