"""Tags on a ticket."""

from typing import Annotated

from pydantic import Field

from ringback.api.call import Call
from ringback.api.found import as_read
from ringback.api.operations import operation
from ringback.api.schemas import In, Out, Word
from ringback.tickets import linking
from ringback.tickets.linking import MOST_TAGS
from ringback.tickets.models import Ticket


class Tags(Out):
    tags: list[str]


class TagsSet(In):
    tags: Annotated[list[Word], Field(max_length=MOST_TAGS)]


@operation(
    "PUT",
    "/tickets/{int:number}/tags",
    scope="tickets:write",
    verb="ticket.tag",
    answers=Tags,
    objects={"number": "ticket"},
    versioned=True,
)
def save(request: Call, number: int, body: TagsSet) -> Tags:
    """Give the ticket exactly these tags."""
    with as_read(Ticket.objects.visible_to(request.actor), number, request.version):
        return Tags(tags=linking.tag(request.actor, number, body.tags))
