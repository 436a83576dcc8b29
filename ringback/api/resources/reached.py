"""Reached: tickets of a customer one serves that are other teams', by number and no more."""

from pydantic import Field

from ringback.api.call import Call
from ringback.api.found import find
from ringback.api.operations import operation
from ringback.api.schemas import Cursor, Limit, Out, Page
from ringback.kit import paging
from ringback.people.models import Contact
from ringback.tickets.models import Category
from ringback.tickets.reached import Reached, reached


class ReachedOut(Out):
    """All that is told; `owner`: the case owner's name, empty for none."""

    number: int = Field(description="Its own address answers 404.")
    status: str
    category: str
    owner: str


class ReachedPage(Page[ReachedOut]):
    pass


@operation(
    "GET",
    "/contacts/{int:contact_id}/reached",
    scope="tickets:read",
    verb="contact.read",
    answers=ReachedPage,
    objects={"contact_id": "contact"},
)
def index(request: Call, contact_id: int, cursor: Cursor = "", limit: Limit = 50) -> ReachedPage:
    """The tickets of a contact that are other teams' and not the caller's to open, newest first, where one of the
    caller's teams serves the contact."""
    find(Contact.objects.visible_to(request.actor), pk=contact_id)
    before = int(paging.decode(cursor, int)[0]) if cursor else None
    found = reached(request.actor, contact_id, before, limit + 1)
    more = paging.encode(found[limit - 1].number) if len(found) > limit else None
    return ReachedPage(items=[_out(one) for one in found[:limit]], next=more)


def _out(one: Reached) -> ReachedOut:
    return ReachedOut(
        number=one.number, status=one.status, category=Category(one.category).label, owner=one.owner
    )
