"""Openings: why somebody opened a customer with whom they had nothing to do at the moment."""

from typing import Annotated

from pydantic import Field

from ringback.api.call import Call
from ringback.api.operations import operation
from ringback.api.schemas import Cursor, In, Limit, Moment, Out, Page, Word
from ringback.kit import paging
from ringback.people import opening

_CONTACT = {"contact_id": "contact"}


class OpeningIn(In):
    reason: Annotated[Word, Field(max_length=opening.LONGEST)]


class OpeningOut(Out):
    """`user`: their name. `reason` is empty where it was erased."""

    id: int
    at: Moment
    user_id: int
    user: str
    reason: str


class OpeningPage(Page[OpeningOut]):
    pass


@operation(
    "POST",
    "/contacts/{int:contact_id}/openings",
    scope="contacts:read",
    verb="contact.read",
    answers=None,
    status=204,
    objects=_CONTACT,
)
def create(request: Call, contact_id: int, body: OpeningIn) -> None:
    """Open a contact to oneself for an hour, for a reason that managers can read."""
    opening.open_contact(request.actor, contact_id, body.reason)


@operation(
    "GET",
    "/contacts/{int:contact_id}/openings",
    scope="contacts:read",
    verb="contact.openings",
    answers=OpeningPage,
    objects=_CONTACT,
)
def index(request: Call, contact_id: int, cursor: Cursor = "", limit: Limit = 50) -> OpeningPage:
    """Who opened a contact for a reason of their own, newest first, for managers and administrators."""
    before = int(paging.decode(cursor, int)[0]) if cursor else None
    found = opening.openings(request.actor, contact_id, before, limit + 1)
    more = paging.encode(found[limit - 1].id) if len(found) > limit else None
    return OpeningPage(items=[OpeningOut(**one._asdict()) for one in found[:limit]], next=more)
