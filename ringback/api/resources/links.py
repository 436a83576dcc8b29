"""Links between tickets."""

from typing import Literal

from ringback.api.call import Call, etag
from ringback.api.found import find, stretch
from ringback.api.operations import operation
from ringback.api.schemas import Cursor, Id, In, Limit, Moment, Out, Page
from ringback.tickets import linking
from ringback.tickets.models import Category, Link, Ticket

_TICKET = {"number": "ticket"}


class LinkOut(Out):
    """`ticket`: the one at the other end. `is_outgoing`: the link was made from here."""

    id: int
    kind: str
    ticket: int
    subject: str
    category: str
    is_outgoing: bool
    at: Moment


class LinkPage(Page[LinkOut]):
    pass


class LinkNew(In):
    """`incident`: this ticket is one of the incidents of the other, a problem."""

    other: Id
    kind: Literal["related", "possibly", "follows", "incident"] = "related"


@operation(
    "GET",
    "/tickets/{int:number}/links",
    scope="tickets:read",
    verb="ticket.draft",
    answers=LinkPage,
    objects=_TICKET,
)
def index(request: Call, number: int, cursor: Cursor = "", limit: Limit = 50) -> LinkPage:
    """The tickets that this one is linked to, as far as the caller may see them; the oldest link comes first.
    The ticket's version is the ETag."""
    ticket = find(Ticket.objects.visible_to(request.actor), pk=number)
    request.say |= etag(ticket.version)
    pairs = linking.links_of(request.actor, ticket)
    found, more = stretch(pairs, lambda pair: [pair[0].pk], cursor, limit)
    return LinkPage(items=[_out(ticket, row, other) for row, other in found], next=more)


@operation(
    "POST",
    "/tickets/{int:number}/links",
    scope="tickets:write",
    verb="ticket.link",
    answers=LinkOut,
    status=201,
    objects=_TICKET,
    versioned=True,
)
def create(request: Call, number: int, body: LinkNew) -> LinkOut:
    """Say that two tickets have to do with each other. Doing it twice changes nothing."""
    row = linking.link(request.actor, number, body.other, body.kind, request.version)
    return _out(row.ticket, row, row.other)


@operation(
    "DELETE",
    "/tickets/{int:number}/links/{int:link_id}",
    scope="tickets:write",
    verb="ticket.link",
    answers=None,
    status=204,
    objects={"number": "ticket", "link_id": "link"},
    versioned=True,
)
def destroy(request: Call, number: int, link_id: int) -> None:
    """Take a link away, from either end."""
    linking.unlink(request.actor, number, link_id, request.version)


def _out(ticket: Ticket, row: Link, other: Ticket) -> LinkOut:
    return LinkOut(
        id=row.pk,
        kind=row.kind,
        ticket=other.pk,
        subject=other.subject,
        category=Category(other.category).label,
        is_outgoing=row.ticket_id == ticket.pk,
        at=row.at,
    )
