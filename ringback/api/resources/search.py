"""Search over everything the caller may see."""

from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from ringback.api.call import Call
from ringback.api.operations import operation
from ringback.api.schemas import Cursor, Limit, Moment, Out, Page
from ringback.api.shapes import Named, asks_as_customer, named
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


class OwnHit(Out):
    """To customers: a word in a request of theirs, or the request by its subject."""

    kind: str
    id: int
    at: Moment
    ticket: int
    subject: str
    status: str
    author: str
    excerpt: str


class SearchOut(Page[HitOut]):
    """`problems` are for the person who typed the query. A piece may be empty though `next` leads on."""

    contacts: list[Named]
    problems: list[str]


class OwnSearch(Page[OwnHit]):
    problems: list[str]


@operation("GET", "/search", scope="search:read", verb="search", answers=SearchOut | OwnSearch)
def index(request: Call, q: Line, cursor: Cursor = "", limit: Limit = 50) -> SearchOut | OwnSearch:
    """Words, phrases and the operators of mail programs (from:, is:open, before:2026-10-01), newest first. Tokens find
    what they may read. Customers find what was said in their own requests."""
    before = int(paging.decode(cursor, int)[0]) if cursor else None
    results = found_by(request.actor, q, before, limit)
    more = paging.encode(results.next) if results.next is not None else None
    if asks_as_customer(request):
        own = [_own_hit(result) for result in results.results]
        return OwnSearch(items=own, problems=list(results.problems), next=more)
    return SearchOut(
        items=[_hit(result) for result in results.results],
        contacts=[named(contact) for contact in results.contacts],
        problems=list(results.problems),
        next=more,
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


def _own_hit(result: Result) -> OwnHit:
    return OwnHit(
        kind=result.kind,
        id=result.id,
        at=result.at,
        ticket=result.ticket.pk,
        subject=result.ticket.subject,
        status=Category(result.ticket.category).label,
        author=result.author,
        excerpt=excerpt(result.text, 200),
    )
