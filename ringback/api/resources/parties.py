"""Parties: the person concerned, who pays, and who may speak for a customer, by what proof and until when. What was
shown as proof is as internal as a note, so it takes the scope of notes."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from ringback.api.call import Call, etag
from ringback.api.found import chosen, find, must_choose, oldest_first
from ringback.api.operations import operation
from ringback.api.schemas import Cursor, Id, In, Limit, Line, Moment, Out, Page, Version
from ringback.api.shapes import Named, named, named_or_none
from ringback.ledger.actor import Actor
from ringback.people.models import Contact
from ringback.tickets import parties
from ringback.tickets.models import Party, Ticket

_TICKET = {"number": "ticket"}
_PARTY = {"party_id": "party"}
_PARTS = ("contact", "represents", "added_by")
Role = Literal["concerned", "representative", "payer"]
Proof = Literal["none", "written", "power_of_attorney", "guardian", "company", "spoken"]


class PartyOut(Out):
    """`represents`, `proof`, `evidence`, `scope`, `until`: of a representative. `is_authorised`: proof was seen, and
    nothing has ended it."""

    id: int
    ticket: int
    contact: Named
    role: str
    represents: Named | None
    proof: str
    evidence: str
    scope: str
    until: Moment | None
    is_authorised: bool
    added_by: Named | None
    added_at: Moment
    ended_at: Moment | None
    version: Version


class PartyPage(Page[PartyOut]):
    pass


class AuthorityIn(In):
    """`evidence`: what was seen, and where it is kept; `scope`: what they may do in the other's name; `until`: when it
    ends by itself."""

    proof: Proof = "none"
    evidence: Line = ""
    scope: Line = ""
    until: Annotated[AwareDatetime | None, Field(strict=False)] = None


class PartyNew(In):
    """`represents`: whom a representative speaks for, the requester unless told."""

    contact: Id
    role: Role
    represents: Id | None = None
    authority: AuthorityIn | None = None


Parties = Annotated[list[PartyNew], Field(max_length=parties.MOST)]


@operation(
    "GET",
    "/tickets/{int:number}/parties",
    scope="notes:read",
    verb="party.read",
    answers=PartyPage,
    objects=_TICKET,
)
def index(request: Call, number: int, cursor: Cursor = "", limit: Limit = 50) -> PartyPage:
    """All parties, those who have ended too; the ticket's version as ETag."""
    ticket = find(Ticket.objects.visible_to(request.actor), pk=number)
    request.say |= etag(ticket.version)
    rows = Party.objects.visible_to(request.actor).filter(ticket=ticket).select_related(*_PARTS)
    found, more = oldest_first(rows, cursor, limit)
    return PartyPage(items=[_out(row) for row in found], next=more)


@operation(
    "POST",
    "/tickets/{int:number}/parties",
    scope="notes:write",
    verb="ticket.participants",
    answers=PartyOut,
    status=201,
    objects=_TICKET,
    versioned=True,
)
def create(request: Call, number: int, body: PartyNew) -> PartyOut:
    """Name somebody's part. A representative with proof takes part from now on."""
    find(Ticket.objects.visible_to(request.actor), pk=number)
    made = parties.add(request.actor, number, part_of(request.actor, body), request.version)
    return _shown(request, made.pk)


@operation(
    "PUT",
    "/parties/{int:party_id}/authority",
    scope="notes:write",
    verb="ticket.participants",
    answers=PartyOut,
    objects=_PARTY,
    versioned=True,
)
def authorise(request: Call, party_id: int, body: AuthorityIn) -> PartyOut:
    """What is known now of a representative's right to act. Without proof they take part no more."""
    parties.authorise(request.actor, party_id, _authority(body), request.version)
    return _shown(request, party_id)


@operation(
    "POST",
    "/parties/{int:party_id}/ends",
    scope="notes:write",
    verb="ticket.participants",
    answers=PartyOut,
    objects=_PARTY,
    versioned=True,
)
def end(request: Call, party_id: int) -> PartyOut:
    """They have no part any more; a representative takes part no more."""
    parties.end(request.actor, party_id, request.version)
    return _shown(request, party_id)


def part_of(actor: Actor, body: PartyNew) -> parties.Part:
    """What a body asks for, its contacts as the actor may see them. Raises Refusal for one that is not theirs."""
    seen = Contact.objects.visible_to(actor)
    return parties.Part(
        must_choose(seen, body.contact, "contact"),
        body.role,
        _authority(body.authority) if body.authority else None,
        chosen(seen, body.represents, "represents"),
    )


def _authority(body: AuthorityIn) -> parties.Authority:
    return parties.Authority(body.proof, body.evidence, body.scope, body.until)


def _shown(request: Call, pk: int) -> PartyOut:
    party = Party.objects.visible_to(request.actor).select_related(*_PARTS).get(pk=pk)
    request.say |= etag(party.version)
    return _out(party)


def _out(party: Party) -> PartyOut:
    return PartyOut(
        id=party.pk,
        ticket=party.ticket_id,
        contact=named(party.contact),
        role=party.role,
        represents=named_or_none(party.represents),
        proof=party.proof,
        evidence=party.evidence,
        scope=party.scope,
        until=party.until,
        is_authorised=party.is_authorised,
        added_by=named_or_none(party.added_by),
        added_at=party.added_at,
        ended_at=party.ended_at,
        version=party.version,
    )
