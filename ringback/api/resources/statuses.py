"""Statuses: what the house calls the states of a ticket, each in one of the fixed categories."""

from ringback.api.call import Call
from ringback.api.found import stretch
from ringback.api.operations import operation
from ringback.api.schemas import Cursor, Limit, Out, Page
from ringback.tickets.choices import statuses
from ringback.tickets.models import Category


class StatusOut(Out):
    id: int
    name: str
    category: str
    is_active: bool


class StatusPage(Page[StatusOut]):
    pass


@operation("GET", "/statuses", scope="statuses:read", verb="ticket.status", answers=StatusPage)
def index(request: Call, cursor: Cursor = "", limit: Limit = 50) -> StatusPage:
    """Every status, in the order of a ticket's life."""
    found, more = stretch(statuses(), lambda s: (s.category, s.position, s.pk), cursor, limit)
    rows = [
        StatusOut(
            id=status.pk,
            name=status.name,
            category=Category(status.category).label,
            is_active=status.is_active,
        )
        for status in found
    ]
    return StatusPage(items=rows, next=more)
