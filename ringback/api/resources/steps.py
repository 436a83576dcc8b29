"""Steps in a ticket's life. Each is a resource of its own: closing a ticket creates a closure."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from ringback.access.models import Team, User
from ringback.api.call import Call
from ringback.api.found import as_read, chosen, must_choose
from ringback.api.operations import operation
from ringback.api.resources.ticket_shapes import RequestOut, TicketOut
from ringback.api.resources.tickets import shown
from ringback.api.schemas import Id, In
from ringback.kit.errors import Refusal
from ringback.tickets import assigning, linking, reading, statuses
from ringback.tickets.choices import statuses as all_statuses
from ringback.tickets.models import Category, Status
from ringback.tickets.models import Ticket as TicketModel

Ticket = TicketOut | RequestOut
_TICKET = {"number": "ticket"}
Reason = Literal["confirmed", "silence", "unreachable", "withdrawn", "declined", "duplicate", "no_case"]


class Closure(In):
    reason: Reason


class StatusStep(In):
    """`scheduled_for`, with its offset from UTC: the time agreed with the customer, where the status is scheduled."""

    status: Id
    scheduled_for: Annotated[AwareDatetime | None, Field(strict=False)] = None


class Assignment(In):
    """`user` null: nobody works on it."""

    user: Id | None


class Ownership(In):
    user: Id


class Move(In):
    team: Id


class Shelving(In):
    """`shelf` empty: back on the desk."""

    shelf: Literal["", "spam", "trash"]


class Read(In):
    message: Id


@operation(
    "POST",
    "/tickets/{int:number}/closures",
    scope="tickets:write",
    verb="ticket.close",
    answers=Ticket,
    objects=_TICKET,
    versioned=True,
)
def close(request: Call, number: int, body: Closure) -> Ticket:
    """Close the ticket, with the reason. Customers may close their own."""
    closed = statuses.default_status(Category.CLOSED)
    statuses.set_status(request.actor, number, closed, reason=body.reason, version=request.version)
    return shown(request, number)


@operation(
    "POST",
    "/tickets/{int:number}/statuses",
    scope="tickets:write",
    verb="ticket.status",
    answers=Ticket,
    objects=_TICKET,
    versioned=True,
)
def set_status(request: Call, number: int, body: StatusStep) -> Ticket:
    """Move the ticket to another status. Closing goes by its own address, because it needs a reason."""
    chosen, moment = status_of(body.status), body.scheduled_for
    statuses.set_status(request.actor, number, chosen, scheduled_for=moment, version=request.version)
    return shown(request, number)


@operation(
    "POST",
    "/tickets/{int:number}/assignments",
    scope="tickets:write",
    verb=("ticket.assign", "ticket.take"),
    answers=Ticket,
    objects=_TICKET,
    versioned=True,
)
def assign(request: Call, number: int, body: Assignment) -> Ticket:
    """Give the ticket to somebody to work on, or to nobody."""
    user = chosen(User.objects.visible_to(request.actor), body.user, "user")
    assigning.assign(request.actor, number, user, request.version)
    return shown(request, number)


@operation(
    "POST",
    "/tickets/{int:number}/owners",
    scope="tickets:write",
    verb="ticket.assign",
    answers=Ticket,
    objects=_TICKET,
    versioned=True,
)
def set_owner(request: Call, number: int, body: Ownership) -> Ticket:
    """Name the case owner."""
    user = must_choose(User.objects.visible_to(request.actor), body.user, "user")
    assigning.set_owner(request.actor, number, user, request.version)
    return shown(request, number)


@operation(
    "POST",
    "/tickets/{int:number}/moves",
    scope="tickets:write",
    verb="ticket.move",
    answers=None,
    status=204,
    objects=_TICKET,
    versioned=True,
)
def move(request: Call, number: int, body: Move) -> None:
    """Give the ticket to another team. Whoever is not in it sees the ticket no more, so nothing is answered."""
    team = must_choose(Team.objects.visible_to(request.actor), body.team, "team")
    assigning.move_to_team(request.actor, number, team, request.version)


@operation(
    "POST",
    "/tickets/{int:number}/shelvings",
    scope="tickets:write",
    verb="ticket.shelve",
    answers=Ticket,
    objects=_TICKET,
    versioned=True,
)
def shelve(request: Call, number: int, body: Shelving) -> Ticket:
    """Put the ticket among spam or trash, or back on the desk."""
    with as_read(TicketModel.objects.visible_to(request.actor), number, request.version):
        linking.shelve(request.actor, number, body.shelf)
    return shown(request, number)


@operation(
    "POST",
    "/tickets/{int:number}/reads",
    scope="tickets:write",
    verb="ticket.read",
    answers=None,
    status=204,
    objects=_TICKET,
)
def mark_read(request: Call, number: int, body: Read) -> None:
    """The thread was read up to this message."""
    reading.mark_read(request.actor, number, body.message)


def status_of(pk: int) -> Status:
    """The status that a body names. Raises Refusal for none."""
    found = next((status for status in all_statuses() if status.pk == pk), None)
    if found is None:
        raise Refusal("There is no such thing.", field="status", code="no-such")
    return found
