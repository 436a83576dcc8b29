"""Search over everything the caller may see."""

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from ringback.api.call import Call
from ringback.api.operations import operation
from ringback.api.schemas import Cursor, Moment, Out
from ringback.api.shapes import Named, named
from ringback.kit import paging
from ringback.kit.text import clean, excerpt
from ringback.tickets.models import Category
from ringback.tickets.searching import Result
from ringback.tickets.searching import search as found_by

Line = Annotated[str, StringConstraints(min_length=1, max_length=1000), AfterValidator(clean)]


class HitOut(Out):
    """`kind`: message, note or ticket (found by its subject); `id` is that thing's."""

    kind: str
    id: int
    at: Moment
    ticket: int
    subject: str
    contact: Named
    category: str
    author: str
    excerpt: str


class SearchOut(Out):
    """`problems` are for the person who typed the query."""

    items: list[HitOut]
    contacts: list[Named]
    problems: list[str]
    next: str | None


@operation("GET", "/search", scope="search:read", verb="search", answers=SearchOut)
def index(
    request: Call, q: Line, cursor: Cursor = "", limit: Annotated[int, Field(ge=1, le=50)] = 25
) -> SearchOut:
    """Words, phrases and the operators of mail programs (from:, is:open, before:2026-10-01), newest first. Notes are
    found only by tokens that may read notes."""
    before = int(paging.decode(cursor, int)[0]) if cursor else None
    results = found_by(request.actor, q, before, limit)
    return SearchOut(
        items=[_hit(result) for result in results.results],
        contacts=[named(contact) for contact in results.contacts],
        problems=[str(said) for said in results.problems],
        next=paging.encode(results.next) if results.next is not None else None,
    )


def _hit(result: Result) -> HitOut:
    ticket = result.ticket
    return HitOut(
        kind=result.kind,
        id=result.id,
        at=result.at,
        ticket=ticket.pk,
        subject=ticket.subject,
        contact=named(ticket.contact),
        category=Category(ticket.category).label,
        author=result.author,
        excerpt=excerpt(result.text, 200),
    )
