"""How tickets look to programs: to staff, and to the customers whose requests they are."""

from typing import Any

from ringback.api.schemas import Moment, Out, Page, Version, moment_or_none
from ringback.api.shapes import Named, named, named_or_none
from ringback.tickets.lists import Row
from ringback.tickets.models import Category, Ticket


class TicketRow(Out):
    """A ticket as lists show it. `waiting_since`: the oldest word of the customer's without an answer."""

    number: int
    subject: str
    contact: Named
    team: Named
    owner_id: int | None
    assignee: Named | None
    status: str
    category: str
    type: str
    priority: int
    shelf: str
    created_at: Moment
    updated_at: Moment
    waiting_since: Moment | None
    attention_at: Moment | None
    excerpt: str
    message_count: int
    is_unread: bool
    version: Version


class TicketOut(Out):
    """A ticket to staff. `canonical`: the ticket into which this one was merged; `merged_count`: how many were merged
    into this one; `transfers`: how often its customer was handed on to another case owner;
    `is_outbound`: we wrote first."""

    number: int
    canonical: int | None
    merged_count: int
    subject: str
    contact: Named
    organization: Named | None
    line: Named | None
    team: Named
    owner: Named | None
    assignee: Named | None
    status: Named
    category: str
    closing_reason: str
    type: str
    priority: int
    shelf: str
    language: str
    is_silent: bool
    is_outbound: bool
    tags: list[str]
    created_at: Moment
    updated_at: Moment
    waiting_since: Moment | None
    attention_at: Moment | None
    scheduled_for: Moment | None
    resolved_at: Moment | None
    closed_at: Moment | None
    message_count: int
    last_message_id: int
    transfers: int
    version: Version


class RequestOut(Out):
    """A ticket to the customer whose request it is."""

    number: int
    subject: str
    status: str
    created_at: Moment


class TicketPage(Page[TicketRow]):
    pass


class RequestPage(Page[RequestOut]):
    pass


# What a single ticket is loaded with.
PARTS = ("contact", "organization", "line", "team", "owner", "assignee", "status")


def ticket_row(row: Row) -> TicketRow:
    """A list's row."""
    return TicketRow(
        number=row.number,
        subject=row.subject,
        contact=Named(id=row.contact_id, name=row.contact),
        team=Named(id=row.team_id, name=row.team),
        owner_id=row.owner_id,
        assignee=Named(id=row.assignee_id, name=row.assignee or "") if row.assignee_id else None,
        status=row.status,
        category=Category(row.category).label,
        type=row.type,
        priority=row.priority,
        shelf=row.shelf,
        created_at=row.created_at,
        updated_at=row.updated_at,
        waiting_since=moment_or_none(row.waiting_since),
        attention_at=moment_or_none(row.attention_at),
        excerpt=row.excerpt,
        message_count=row.message_count,
        is_unread=row.is_unread,
        version=row.version,
    )


def ticket_out(ticket: Ticket) -> TicketOut:
    """The ticket with its PARTS; one statement more for its tags."""
    plain = (
        "subject",
        "closing_reason",
        "type",
        "priority",
        "shelf",
        "language",
        "is_silent",
        "is_outbound",
        "created_at",
        "updated_at",
    )
    rest: dict[str, Any] = {name: getattr(ticket, name) for name in plain}
    return TicketOut(
        **rest,
        number=ticket.pk,
        canonical=ticket.canonical_id,
        merged_count=ticket.merged_count,
        contact=named(ticket.contact),
        organization=named_or_none(ticket.organization),
        line=named_or_none(ticket.line),
        team=named(ticket.team),
        owner=named_or_none(ticket.owner),
        assignee=named_or_none(ticket.assignee),
        status=named(ticket.status),
        category=Category(ticket.category).label,
        tags=[row.tag.name for row in ticket.tags.select_related("tag").order_by("tag__folded")],
        waiting_since=moment_or_none(ticket.waiting_since),
        attention_at=moment_or_none(ticket.attention_at),
        scheduled_for=ticket.scheduled_for,
        resolved_at=ticket.resolved_at,
        closed_at=ticket.closed_at,
        message_count=ticket.message_count,
        last_message_id=ticket.last_message_id,
        transfers=ticket.transfers,
        version=ticket.version,
    )


def request_out(ticket: Ticket | Row) -> RequestOut:
    """Number, subject and state: what else we know of it is ours."""
    number = ticket.number
    # One that was merged stands as that into which it was.
    above = ticket.canonical if isinstance(ticket, Ticket) else None
    label = Category((above or ticket).category).label
    return RequestOut(number=number, subject=ticket.subject, status=label, created_at=ticket.created_at)
