"""Inbound: the receipts for what came in, with their ends and raw bytes."""

from typing import Literal

from django.http import HttpResponse

from ringback.api.call import Call
from ringback.api.found import find, newest_first
from ringback.api.operations import operation
from ringback.api.resources.ticket_shapes import RequestOut, TicketOut
from ringback.api.resources.tickets import shown as shown_ticket
from ringback.api.schemas import Cursor, Id, In, Limit, Line, Moment, Out, Page, Text, Word
from ringback.channels.models import Inbound
from ringback.tickets import opening, originals

_INBOUND = {"inbound_id": "inbound"}


class InboundOut(Out):
    """`end` empty: it still waits. `first_id`: the receipt that had the same content before. `ref_kind` and `ref_id`:
    what it became. `handled_at`: when somebody decided about what could not be read."""

    id: int
    line_id: int
    source: str
    received_at: Moment
    taken_at: Moment
    size: int
    sha256: str
    is_silent: bool
    end: str
    reason: str
    kind: str
    message_id: str
    sender: str
    subject: str
    ref_kind: str
    ref_id: int | None
    first_id: int | None
    attempts: int
    retry_at: Moment | None
    handled_at: Moment | None


class InboundPage(Page[InboundOut]):
    pass


class ByHand(In):
    """What the mail was about, as a person reads it from the raw bytes."""

    address: Word
    subject: Line
    html: Text


@operation("GET", "/inbound", scope="inbound:read", verb="inbound.read", answers=InboundPage)
def index(
    request: Call,
    end: Literal["opened", "threaded", "held", "ignored", "quarantined", "waiting"] | None = None,
    line: Id | None = None,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> InboundPage:
    """Receipts, newest first; by end or line where asked."""
    rows = originals.receipts(request.actor)
    if end is not None:
        rows = rows.waiting() if end == "waiting" else rows.filter(end=end)
    if line is not None:
        rows = rows.filter(line_id=line)
    found, more = newest_first(rows, cursor, limit)
    return InboundPage(items=[_out(inbound) for inbound in found], next=more)


@operation(
    "GET",
    "/inbound/{int:inbound_id}",
    scope="inbound:read",
    verb="inbound.read",
    answers=InboundOut,
    objects=_INBOUND,
)
def show(request: Call, inbound_id: int) -> InboundOut:
    """One receipt."""
    return _out(find(originals.receipts(request.actor), pk=inbound_id))


@operation(
    "GET",
    "/inbound/{int:inbound_id}/raw",
    scope="inbound:read",
    verb="original.read",
    answers=bytes,
    objects=_INBOUND,
    media=("application/octet-stream",),
)
def raw(request: Call, inbound_id: int) -> HttpResponse:
    """The bytes as the source handed them over, to keep and not to show."""
    answer = HttpResponse(
        originals.original(request.actor, inbound_id), content_type="application/octet-stream"
    )
    answer["Content-Disposition"] = f'attachment; filename="inbound-{inbound_id}.eml"'
    return answer


@operation(
    "POST",
    "/inbound/{int:inbound_id}/retries",
    scope="inbound:write",
    verb="inbound.handle",
    answers=InboundOut,
    objects=_INBOUND,
)
def retry(request: Call, inbound_id: int) -> InboundOut:
    """Let a quarantined or ignored receipt be read once more."""
    return _out(opening.try_again(request.actor, inbound_id))


@operation(
    "POST",
    "/inbound/{int:inbound_id}/dismissals",
    scope="inbound:write",
    verb="inbound.handle",
    answers=InboundOut,
    objects=_INBOUND,
)
def dismiss(request: Call, inbound_id: int) -> InboundOut:
    """Nothing is to be done about a quarantined receipt: it stays listed, and health no longer counts it."""
    return _out(opening.dismiss(request.actor, inbound_id))


@operation(
    "POST",
    "/inbound/{int:inbound_id}/tickets",
    scope="inbound:write",
    verb="inbound.handle",
    answers=TicketOut,
    status=201,
    objects=_INBOUND,
)
def open_by_hand(request: Call, inbound_id: int, body: ByHand) -> TicketOut | RequestOut:
    """Make a ticket of a receipt that was quarantined or ignored."""
    ticket = opening.open_by_hand(request.actor, inbound_id, body.address, body.subject, body.html)
    request.say["Location"] = f"/api/v1/tickets/{ticket.pk}"
    return shown_ticket(request, ticket.pk)


def _out(inbound: Inbound) -> InboundOut:
    return InboundOut(**{name: getattr(inbound, name) for name in InboundOut.model_fields})
