"""Replies: answering a customer."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from ringback.api.call import Call
from ringback.api.operations import operation
from ringback.api.resources.message_shapes import MessageOut, WordOut
from ringback.api.resources.messages import shown
from ringback.api.resources.steps import status_of
from ringback.api.schemas import Id, In, Text, Word
from ringback.channels.adapters.email.parsed import Address
from ringback.company.house import MOST_UNDO_SECONDS
from ringback.tickets.addressing import MOST_RECIPIENTS
from ringback.tickets.replying import Written, reply


class AddressIn(In):
    name: Word = ""
    address: Word


Addresses = Annotated[list[AddressIn], Field(max_length=MOST_RECIPIENTS)]
Keys = Annotated[list[Word], Field(max_length=20)]


class ReplyNew(In):
    """No `to`: whoever the thread is with. `files`: keys of files in your reply draft. `based_on`: the newest message
    you have seen; when more came since, nothing is sent, the text is kept as a held draft, and the answer is 409.
    `undo_seconds`: for so long it does not leave, and you may take it back."""

    html: Text
    to: Addresses | None = None
    cc: Addresses = []
    bcc: Addresses = []
    files: Keys = []
    based_on: Id | None = None
    status: Id | None = None
    undo_seconds: Annotated[int, Field(ge=0, le=MOST_UNDO_SECONDS)] = 0


@operation(
    "POST",
    "/tickets/{int:number}/replies",
    scope="tickets:write",
    verb="ticket.reply",
    answers=MessageOut,
    status=201,
    objects={"number": "ticket"},
)
def create(request: Call, number: int, body: ReplyNew) -> MessageOut | WordOut:
    """Send an answer. Who is on the ticket gets it; how the mail fared shows on the message."""
    message = reply(request.actor, number, written_of(body))
    request.say["Location"] = f"/api/v1/messages/{message.pk}"
    return shown(request, message.pk)


def written_of(body: ReplyNew) -> Written:
    """What the verb takes. Raises Refusal for a status there is not."""
    return Written(
        html=body.html,
        to=_addresses(body.to or ()),
        cc=_addresses(body.cc),
        bcc=_addresses(body.bcc),
        files=body.files,
        based_on=body.based_on,
        status=status_of(body.status) if body.status is not None else None,
        addressed=body.to is not None,
        undo_seconds=body.undo_seconds,
    )


def _addresses(given: Sequence[AddressIn]) -> list[Address]:
    return [Address(one.name, one.address) for one in given]
