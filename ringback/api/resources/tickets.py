"""Tickets: listing, reading, opening and editing them. Customers reach their own, in a smaller shape."""

from typing import Annotated, Literal

from ninja import Query
from pydantic import BaseModel, Field

from ringback.access.models import Team
from ringback.api.call import Call, etag
from ringback.api.found import chosen, find
from ringback.api.operations import operation
from ringback.api.resources.parties import Parties, part_of
from ringback.api.resources.ticket_shapes import (
    PARTS,
    RequestOut,
    RequestPage,
    TicketOut,
    TicketPage,
    request_out,
    ticket_out,
    ticket_row,
)
from ringback.api.schemas import Cursor, Id, In, Limit, Line, Text, Word
from ringback.api.shapes import asks_as_customer
from ringback.channels.models import Line as ContactPoint
from ringback.kit.errors import Refusal
from ringback.kit.text import fold
from ringback.people.models import Contact
from ringback.tickets import linking, lists, opening
from ringback.tickets.models import Category, Ticket

Type = Literal["question", "fault", "service_request", "feedback", "order", "sales_lead"]
Priority = Annotated[int, Field(ge=1, le=4, description="1 urgent, 2 high, 3 normal, 4 low")]
_CATEGORIES = {category.label: category.value for category in Category}


class Wanted(BaseModel):
    """What narrows a list. Customers list their own requests, newest first, and can't narrow them."""

    view: Word = "all"
    sort: Word = ""
    team: Id | None = None
    owner: Id | None = None
    assignee: Id | None = None
    contact: Id | None = None
    organization: Id | None = None
    status: Id | None = None
    category: Word | None = None
    type: Word | None = None
    priority: int | None = Field(None, ge=1, le=4)
    tag: Word | None = None
    cursor: Cursor = ""
    limit: Limit = 50


class TicketNew(In):
    """A request recorded for a customer: `contact`, or `email` for somebody who may be new. `line` or `team` says whose
    it is. `outbound`: nothing was asked, `html` is mailed to them as the first message. `parties`: who else has a part
    in it. Customers give subject and html alone."""

    subject: Line
    html: Text
    contact: Id | None = None
    email: Word | None = None
    name: Word = ""
    line: Id | None = None
    team: Id | None = None
    type: Type = "question"
    priority: Priority = 3
    outbound: bool = False
    parties: Parties = []


class TicketChange(In):
    subject: Line | None = None
    type: Type | None = None
    priority: Priority | None = None


@operation("GET", "/tickets", scope="tickets:read", verb="ticket.read", answers=TicketPage | RequestPage)
def index(request: Call, wanted: Query[Wanted]) -> TicketPage | RequestPage:
    """Tickets the caller may see. Views and sorts are those of the desk."""
    if asks_as_customer(request):
        _only_paging(wanted)
        own = lists.page(request.actor, lists.Wanted("all", "created"), wanted.cursor, wanted.limit)
        return RequestPage(items=[request_out(row) for row in own.rows], next=own.next)
    page = lists.page(request.actor, _narrowed(wanted), wanted.cursor, wanted.limit)
    return TicketPage(items=[ticket_row(row) for row in page.rows], next=page.next)


@operation(
    "POST",
    "/tickets",
    scope="tickets:write",
    verb=("ticket.open", "ticket.request"),
    answers=TicketOut | RequestOut,
    status=201,
)
def create(request: Call, body: TicketNew) -> TicketOut | RequestOut:
    """Open a ticket: for a customer (staff), or one's own (customers)."""
    if asks_as_customer(request):
        return _request(request, body)
    wish = opening.Request(
        subject=body.subject,
        html=body.html,
        line=chosen(ContactPoint.objects.visible_to(request.actor).select_related("team"), body.line, "line"),
        team=chosen(Team.objects.visible_to(request.actor), body.team, "team"),
        type=body.type,
        priority=body.priority,
        parties=[part_of(request.actor, party) for party in body.parties],
    )
    contact = chosen(Contact.objects.visible_to(request.actor), body.contact, "contact")
    if contact is not None:
        open_so = opening.write_first if body.outbound else opening.open_for
        return _opened(request, open_so(request.actor, contact, wish))
    if body.email is None:
        raise Refusal("Say whose request it is: contact or email.", field="contact", code="missing")
    made = opening.open_for_address(request.actor, body.email, body.name, wish, outbound=body.outbound)
    return _opened(request, made)


@operation(
    "GET",
    "/tickets/{int:number}",
    scope="tickets:read",
    verb="ticket.read",
    answers=TicketOut | RequestOut,
    objects={"number": "ticket"},
)
def show(request: Call, number: int) -> TicketOut | RequestOut:
    """One ticket."""
    return shown(request, number)


@operation(
    "PATCH",
    "/tickets/{int:number}",
    scope="tickets:write",
    verb="ticket.edit",
    answers=TicketOut,
    objects={"number": "ticket"},
    versioned=True,
)
def update(request: Call, number: int, body: TicketChange) -> TicketOut | RequestOut:
    """Change subject, type or priority."""
    changes = body.model_dump(exclude_none=True)
    linking.edit(request.actor, number, changes, request.version)
    return shown(request, number)


def shown(request: Call, number: int) -> TicketOut | RequestOut:
    """The ticket as the caller may see it, with its version as ETag for staff. Raises Unseen."""
    ticket = find(Ticket.objects.visible_to(request.actor).select_related(*PARTS), pk=number)
    if asks_as_customer(request):
        return request_out(ticket)
    request.say |= etag(ticket.version)
    return ticket_out(ticket)


def _request(request: Call, body: TicketNew) -> RequestOut:
    ours = body.model_fields_set - {"subject", "html"}
    if ours:
        raise Refusal("Only staff may say this.", field=sorted(ours)[0], code="not-yours")
    contact = Contact.objects.visible_to(request.actor).first()
    if contact is None:
        raise Refusal("Nobody has linked you to a customer yet.", code="no-contact")
    ticket = opening.open_for(request.actor, contact, opening.Request(body.subject, body.html))
    request.say["Location"] = f"/api/v1/tickets/{ticket.pk}"
    return request_out(ticket)


def _opened(request: Call, ticket: Ticket) -> TicketOut | RequestOut:
    request.say["Location"] = f"/api/v1/tickets/{ticket.pk}"
    return shown(request, ticket.pk)


def _only_paging(wanted: Wanted) -> None:
    ours = wanted.model_fields_set - {"cursor", "limit"}
    if ours:
        raise Refusal("Only staff can narrow a list in this way.", field=sorted(ours)[0], code="not-yours")


def _narrowed(wanted: Wanted) -> lists.Wanted:
    if wanted.category is not None and wanted.category not in _CATEGORIES:
        raise Refusal(
            "A category is one of " + ", ".join(_CATEGORIES) + ".", field="category", code="no-category"
        )
    same = wanted.model_dump(exclude={"category", "tag", "cursor", "limit"})
    category = _CATEGORIES[wanted.category] if wanted.category else None
    return lists.Wanted(**same, category=category, tag=fold(wanted.tag)[:50] if wanted.tag else None)
