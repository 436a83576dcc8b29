"""Resolutions and confirmations: stating an outcome, and whether the customer says that it holds."""

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field

from ringback.api.call import Call
from ringback.api.found import find, stretch
from ringback.api.operations import operation
from ringback.api.resources.codes import CodingChange
from ringback.api.resources.replies import ReplyNew, written_of
from ringback.api.schemas import Cursor, In, Limit, Moment, Out, Page
from ringback.kit.clock import now
from ringback.resolution.answering import spoken
from ringback.resolution.models import Confirmation
from ringback.resolution.resolving import resolve
from ringback.resolution.results import questions_of, results
from ringback.tickets.models import Ticket

_TICKET = {"number": "ticket"}


class ConfirmationOut(Out):
    """`message`: the one that asks; null where nothing was mailed. `answer`: empty while nobody has said anything;
    `way`: page, spoken, or clock for silence. `withdrawn_at`: the ticket went on without an answer."""

    number: int
    message: int | None
    asked_at: Moment
    ends_at: Moment
    answer: str
    way: str
    answered_at: Moment | None
    withdrawn_at: Moment | None


class ConfirmationPage(Page[ConfirmationOut]):
    pass


class ResolutionNew(ReplyNew):
    """As a reply, with the codes of the ticket. The outcome is what `html` says."""

    codes: CodingChange = CodingChange()


class ResolutionOut(Out):
    """`confirmation` null: the customer is not asked, and `not_asked` says why."""

    message: int
    confirmation: ConfirmationOut | None
    not_asked: str


class Spoken(In):
    answer: Literal["yes", "no"]


class ResultsOut(Out):
    """How many answered, and how many said nothing; three numbers that are never one."""

    days: int
    yes: int
    no: int
    silence: int


@operation(
    "POST",
    "/tickets/{int:number}/resolutions",
    scope="tickets:write",
    verb="ticket.resolve",
    answers=ResolutionOut,
    status=201,
    objects=_TICKET,
)
def create(request: Call, number: int, body: ResolutionNew) -> ResolutionOut:
    """State the outcome, set the codes and the status resolved, and ask the customer once, in the same mail."""
    codes = body.codes.model_dump(exclude_unset=True)
    made = resolve(request.actor, number, written_of(body), codes)
    request.say["Location"] = f"/api/v1/messages/{made.message.pk}"
    asked = _out(made.question) if made.question else None
    return ResolutionOut(message=made.message.pk, confirmation=asked, not_asked=made.not_asked)


@operation(
    "GET",
    "/tickets/{int:number}/confirmations",
    scope="tickets:read",
    verb="confirmation.read",
    answers=ConfirmationPage,
    objects=_TICKET,
)
def index(request: Call, number: int, cursor: Cursor = "", limit: Limit = 50) -> ConfirmationPage:
    """What the customer was asked about the ticket, and what they said, oldest first."""
    ticket = find(Ticket.objects.visible_to(request.actor), pk=number)
    asked = list(questions_of(request.actor, ticket.pk))
    found, more = stretch(asked, lambda one: (one.number,), cursor, limit)
    return ConfirmationPage(items=[_out(one) for one in found], next=more)


@operation(
    "POST",
    "/tickets/{int:number}/confirmations",
    scope="tickets:write",
    verb="ticket.confirm",
    answers=ConfirmationOut,
    status=201,
    objects=_TICKET,
    versioned=True,
)
def confirm(request: Call, number: int, body: Spoken) -> ConfirmationOut:
    """Record what the customer said on the phone or at the counter about a resolved ticket. Nothing is mailed."""
    return _out(spoken(request.actor, number, body.answer == "yes", request.version))


@operation(
    "GET", "/confirmations/results", scope="tickets:read", verb="confirmation.read", answers=ResultsOut
)
def show_results(request: Call, days: Annotated[int, Field(ge=1, le=3650)] = 30) -> ResultsOut:
    """How the tickets that you see were settled within so many days."""
    return ResultsOut(days=days, **results(request.actor, now() - timedelta(days=days)))


def _out(row: Confirmation) -> ConfirmationOut:
    return ConfirmationOut(
        number=row.number,
        message=row.message_id,
        asked_at=row.asked_at,
        ends_at=row.ends_at,
        answer=row.answer,
        way=row.way,
        answered_at=row.answered_at,
        withdrawn_at=row.withdrawn_at,
    )
