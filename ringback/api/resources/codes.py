"""Contact reasons, dispositions, resolution codes and root causes: the house's lists, and what a ticket has of them."""

from typing import Literal

from ringback.access import coding as lists
from ringback.api.call import Call, etag
from ringback.api.found import as_read, find, oldest_first
from ringback.api.operations import operation
from ringback.api.schemas import Cursor, Id, In, Limit, Moment, Out, Page, Version, Word
from ringback.company.models import Code, Reason
from ringback.tickets import coding
from ringback.tickets.models import Coding, Ticket

_REASON, _CODE, _TICKET = {"reason_id": "reason"}, {"code_id": "code"}, {"number": "ticket"}
Kind = Literal["disposition", "resolution", "cause"]


class ReasonOut(Out):
    """`number`: how often it was named or placed; `path`: the names from the top, with " › " between."""

    id: int
    parent_id: int | None
    level: int
    name: str
    path: str
    number: int
    is_active: bool
    created_at: Moment
    version: Version


class ReasonPage(Page[ReasonOut]):
    pass


class ReasonNew(In):
    name: Word
    parent: Id | None = None


class ReasonChange(In):
    """What is left out stays. `parent` null: to the top. `is_active` false: retired, with what stands below."""

    name: Word = ""
    parent: Id | None = None
    is_active: bool = True


class CodeOut(Out):
    id: int
    kind: str
    name: str
    is_active: bool
    created_at: Moment
    version: Version


class CodePage(Page[CodeOut]):
    pass


class CodeNew(In):
    kind: Kind
    name: Word


class CodeChange(In):
    """What is left out stays."""

    name: Word = ""
    is_active: bool = True


class ChosenReason(Out):
    """The reason as it was called when it was chosen."""

    id: int
    number: int
    path: str


class ChosenCode(Out):
    id: int
    name: str


class CodingOut(Out):
    contact_reason: ChosenReason | None
    resolution_code: ChosenCode | None
    root_cause: ChosenCode | None
    suggested: list[ReasonOut]


class CodingChange(In):
    """What is left out stays; null takes away."""

    contact_reason: Id | None = None
    resolution_code: Id | None = None
    root_cause: Id | None = None


@operation("GET", "/contact-reasons", scope="codes:read", verb="code.read", answers=ReasonPage)
def reasons(request: Call, cursor: Cursor = "", limit: Limit = 50) -> ReasonPage:
    """Every contact reason, in the order they were defined; retired ones too."""
    found, more = oldest_first(lists.reasons_seen_by(request.actor), cursor, limit)
    return ReasonPage(items=[_reason(one) for one in found], next=more)


@operation("POST", "/contact-reasons", scope="codes:write", verb="code.write", answers=ReasonOut, status=201)
def define_reason(request: Call, body: ReasonNew) -> ReasonOut:
    """Define a contact reason, at the top or below another."""
    made = lists.define_reason(request.actor, body.name, body.parent)
    request.say["Location"] = f"/api/v1/contact-reasons/{made.pk}"
    return _shown_reason(request, made)


@operation(
    "GET",
    "/contact-reasons/{int:reason_id}",
    scope="codes:read",
    verb="code.read",
    answers=ReasonOut,
    objects=_REASON,
)
def reason(request: Call, reason_id: int) -> ReasonOut:
    """One contact reason."""
    return _shown_reason(request, find(lists.reasons_seen_by(request.actor), pk=reason_id))


@operation(
    "PATCH",
    "/contact-reasons/{int:reason_id}",
    scope="codes:write",
    verb="code.write",
    answers=ReasonOut,
    objects=_REASON,
    versioned=True,
)
def change_reason(request: Call, reason_id: int, body: ReasonChange) -> ReasonOut:
    """Rename, move or retire a contact reason, or take it back into use."""
    changes = body.model_dump(exclude_unset=True)
    return _shown_reason(request, lists.change_reason(request.actor, reason_id, changes, request.version))


@operation("GET", "/codes", scope="codes:read", verb="code.read", answers=CodePage)
def codes(request: Call, cursor: Cursor = "", limit: Limit = 50) -> CodePage:
    """Every disposition, resolution code and root cause; retired ones too."""
    found, more = oldest_first(lists.codes_seen_by(request.actor), cursor, limit)
    return CodePage(items=[_code(one) for one in found], next=more)


@operation("POST", "/codes", scope="codes:write", verb="code.write", answers=CodeOut, status=201)
def define_code(request: Call, body: CodeNew) -> CodeOut:
    """Define a code in one of the three lists."""
    made = lists.define_code(request.actor, body.kind, body.name)
    request.say["Location"] = f"/api/v1/codes/{made.pk}"
    return _shown_code(request, made)


@operation(
    "GET", "/codes/{int:code_id}", scope="codes:read", verb="code.read", answers=CodeOut, objects=_CODE
)
def code(request: Call, code_id: int) -> CodeOut:
    """One code."""
    return _shown_code(request, find(lists.codes_seen_by(request.actor), pk=code_id))


@operation(
    "PATCH",
    "/codes/{int:code_id}",
    scope="codes:write",
    verb="code.write",
    answers=CodeOut,
    objects=_CODE,
    versioned=True,
)
def change_code(request: Call, code_id: int, body: CodeChange) -> CodeOut:
    """Rename or retire a code, or take it back into use."""
    changes = body.model_dump(exclude_unset=True)
    return _shown_code(request, lists.change_code(request.actor, code_id, changes, request.version))


@operation(
    "GET",
    "/tickets/{int:number}/coding",
    scope="tickets:read",
    verb="confirmation.read",
    answers=CodingOut,
    objects=_TICKET,
)
def coding_of(request: Call, number: int) -> CodingOut:
    """The codes of a ticket, and which contact reasons are likely."""
    return _coding(find(Ticket.objects.visible_to(request.actor), pk=number))


@operation(
    "PATCH",
    "/tickets/{int:number}/coding",
    scope="tickets:write",
    verb="ticket.code",
    answers=CodingOut,
    objects=_TICKET,
    versioned=True,
)
def set_coding(request: Call, number: int, body: CodingChange) -> CodingOut:
    """Set contact reason, resolution code or root cause of a ticket."""
    with as_read(Ticket.objects.visible_to(request.actor), number, request.version):
        coding.code(request.actor, number, body.model_dump(exclude_unset=True))
    return _coding(find(Ticket.objects.visible_to(request.actor), pk=number))


def _coding(ticket: Ticket) -> CodingOut:
    found = coding.coding_of(ticket) or Coding()
    version = found.reason
    return CodingOut(
        contact_reason=ChosenReason(id=version.reason_id, number=version.number, path=version.path)
        if version
        else None,
        resolution_code=_chosen(found.resolution),
        root_cause=_chosen(found.cause),
        suggested=[_reason(one) for one in coding.suggested(ticket)],
    )


def _chosen(row: Code | None) -> ChosenCode | None:
    return ChosenCode(id=row.pk, name=row.name) if row else None


def _shown_reason(request: Call, row: Reason) -> ReasonOut:
    request.say |= etag(row.version)
    return _reason(row)


def _shown_code(request: Call, row: Code) -> CodeOut:
    request.say |= etag(row.version)
    return _code(row)


def _reason(row: Reason) -> ReasonOut:
    return ReasonOut(**{name: getattr(row, name) for name in ReasonOut.model_fields})


def _code(row: Code) -> CodeOut:
    return CodeOut(**{name: getattr(row, name) for name in CodeOut.model_fields})
