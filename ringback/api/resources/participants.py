"""Who takes part in a ticket besides us. A copy line in a mail only suggests somebody; people confirm."""

from ringback.api.call import Call, etag
from ringback.api.found import find, oldest_first
from ringback.api.operations import operation
from ringback.api.schemas import Cursor, In, Limit, Moment, Out, Page, Word
from ringback.channels.adapters.email.parsed import Address
from ringback.people.contacts import addr_spec
from ringback.tickets import participating
from ringback.tickets.models import Participant, Ticket

_TICKET = {"number": "ticket"}
_PART = {"number": "ticket", "participant_id": "participant"}


class ParticipantOut(Out):
    """`from_message`: they see what was said from this message on; 0 for all of it."""

    id: int
    role: str
    name: str
    address: str
    contact_id: int | None
    is_confirmed: bool
    from_message: int
    at: Moment


class ParticipantPage(Page[ParticipantOut]):
    pass


class ParticipantNew(In):
    address: Word
    name: Word = ""


@operation(
    "GET",
    "/tickets/{int:number}/participants",
    scope="tickets:read",
    verb="ticket.draft",
    answers=ParticipantPage,
    objects=_TICKET,
)
def index(request: Call, number: int, cursor: Cursor = "", limit: Limit = 50) -> ParticipantPage:
    """Everybody who takes part, and who is suggested; the ticket's version as ETag."""
    ticket = find(Ticket.objects.visible_to(request.actor), pk=number)
    request.say |= etag(ticket.version)
    found, more = oldest_first(ticket.participants.all(), cursor, limit)
    return ParticipantPage(items=[_out(part) for part in found], next=more)


@operation(
    "POST",
    "/tickets/{int:number}/participants",
    scope="tickets:write",
    verb="ticket.participants",
    answers=ParticipantOut,
    status=201,
    objects=_TICKET,
    versioned=True,
)
def create(request: Call, number: int, body: ParticipantNew) -> ParticipantOut:
    """Let somebody take part from now on."""
    address = Address(body.name, addr_spec(body.address))
    return _out(participating.add(request.actor, number, address, request.version))


@operation(
    "POST",
    "/tickets/{int:number}/participants/{int:participant_id}/confirmations",
    scope="tickets:write",
    verb="ticket.participants",
    answers=ParticipantOut,
    objects=_PART,
    versioned=True,
)
def confirm(request: Call, number: int, participant_id: int) -> ParticipantOut:
    """Somebody who was only suggested takes part from now on."""
    return _out(participating.confirm(request.actor, number, participant_id, request.version))


@operation(
    "DELETE",
    "/tickets/{int:number}/participants/{int:participant_id}",
    scope="tickets:write",
    verb="ticket.participants",
    answers=None,
    status=204,
    objects=_PART,
    versioned=True,
)
def destroy(request: Call, number: int, participant_id: int) -> None:
    """They take part no more. The requester stays."""
    participating.remove(request.actor, number, participant_id, request.version)


def _out(part: Participant) -> ParticipantOut:
    return ParticipantOut(
        id=part.pk,
        role=part.role,
        name=part.name,
        address=part.address,
        contact_id=part.contact_id,
        is_confirmed=part.is_confirmed,
        from_message=part.from_message_id,
        at=part.at,
    )
