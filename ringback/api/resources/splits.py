"""Splitting a ticket, and telling the incidents of a problem together."""

from typing import Annotated

from pydantic import Field

from ringback.api.call import Call
from ringback.api.operations import operation
from ringback.api.resources.steps import status_of
from ringback.api.resources.ticket_shapes import RequestOut, TicketOut
from ringback.api.resources.tickets import shown
from ringback.api.schemas import Id, In, Line, Out, Page, Text
from ringback.tickets import splitting, telling

_TICKET = {"number": "ticket"}


class SplitNew(In):
    """`subject` empty: that of the first message that moves."""

    messages: Annotated[list[Id], Field(min_length=1, max_length=100)]
    subject: Line | None = None


class TellingNew(In):
    """`status`: what the incidents become by it; left out: they stay open."""

    html: Text
    status: Id | None = None


class ToldOut(Out):
    """`message`: what was sent; null where it could not be, `problem` says why."""

    ticket: int
    message: int | None
    problem: str


class ToldPage(Page[ToldOut]):
    pass


@operation(
    "POST",
    "/tickets/{int:number}/splits",
    scope="tickets:write",
    verb="ticket.split",
    answers=TicketOut | RequestOut,
    status=201,
    objects=_TICKET,
    versioned=True,
)
def create(request: Call, number: int, body: SplitNew) -> TicketOut | RequestOut:
    """Make a new ticket of some of the messages; the answer is the new one. Merging it back undoes it."""
    made = splitting.split(request.actor, number, body.messages, body.subject or "", request.version)
    request.say["Location"] = f"/api/v1/tickets/{made.pk}"
    return shown(request, made.pk)


@operation(
    "POST",
    "/tickets/{int:number}/tellings",
    scope="tickets:write",
    verb="ticket.reply",
    answers=ToldPage,
    status=201,
    objects=_TICKET,
)
def tell(request: Call, number: int, body: TellingNew) -> ToldPage:
    """Reply to the customers of all open incidents of this ticket, each in their own thread."""
    status = status_of(body.status) if body.status is not None else None
    found = telling.tell(request.actor, number, body.html, status)
    items = [ToldOut(ticket=each.ticket, message=each.message, problem=each.problem) for each in found]
    return ToldPage(items=items, next=None)
