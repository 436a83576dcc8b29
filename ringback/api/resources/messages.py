"""Messages: what was said, the customer's own words, and decisions about held ones."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Literal

from django.db.models import QuerySet

from ringback.access.prepared import prepared
from ringback.api.call import Call
from ringback.api.found import find, newest_first
from ringback.api.operations import operation
from ringback.api.resources.message_shapes import (
    AuthenticityFindingOut,
    AuthenticityOut,
    MessageOut,
    MessagePage,
    WordOut,
    WordPage,
    message_out,
    word_out,
)
from ringback.api.schemas import Cursor, In, Limit, Text
from ringback.api.shapes import asks_as_customer
from ringback.kit import paging
from ringback.ledger.actor import Actor
from ringback.tickets import families, holding, opening
from ringback.tickets.authenticity import authenticity
from ringback.tickets.models import Message, MessageFile, Ticket

_MESSAGE = {"message_id": "message"}


class WordNew(In):
    """What a customer adds to their own ticket."""

    html: Text


@operation("GET", "/messages", scope="messages:read", verb="ticket.read", answers=MessagePage | WordPage)
def index(
    request: Call,
    state: Literal["held", "accepted", "rejected"] = "held",
    cursor: Cursor = "",
    limit: Limit = 50,
) -> MessagePage | WordPage:
    """Messages of all tickets in one state, newest first: by default the held ones, which wait for a decision."""
    found, more = newest_first(_loaded(request).filter(state=state), cursor, limit)
    return _page(request, found, more)


@operation(
    "GET",
    "/tickets/{int:number}/messages",
    scope="messages:read",
    verb="ticket.read",
    answers=MessagePage | WordPage,
    objects={"number": "ticket"},
)
def of_ticket(request: Call, number: int, cursor: Cursor = "", limit: Limit = 50) -> MessagePage | WordPage:
    """What was said in a ticket and in those merged into it, oldest first."""
    after = int(paging.decode(cursor, int)[0]) if cursor else 0
    members = families.members(request.actor, number)
    found = _said(request.actor, [number, *members], after, limit + 1)
    if members or not found:
        find(Ticket.objects.visible_to(request.actor), pk=number)
    more = paging.encode(found[limit - 1].pk) if len(found) > limit else None
    return _page(request, found[:limit], more)


@prepared("numbers", "after")
def _said(actor: Actor, numbers: Sequence[int], after: int, limit: int) -> QuerySet[Message]:
    seen = Message.objects.visible_to(actor).select_related("delivery").defer("delivery__content", "folds")
    return seen.filter(ticket_id__in=numbers, pk__gt=after).order_by("pk")[:limit]


@operation(
    "POST",
    "/tickets/{int:number}/messages",
    scope="messages:write",
    verb="ticket.reply",
    answers=WordOut,
    status=201,
    objects={"number": "ticket"},
)
def create(request: Call, number: int, body: WordNew) -> WordOut:
    """A customer adds something to their own ticket. Staff answer with a reply instead."""
    message = opening.add_word(request.actor, number, body.html)
    request.say["Location"] = f"/api/v1/messages/{message.pk}"
    return word_out(message, [])


@operation(
    "GET",
    "/messages/{int:message_id}",
    scope="messages:read",
    verb="ticket.read",
    answers=MessageOut | WordOut,
    objects=_MESSAGE,
)
def show(request: Call, message_id: int) -> MessageOut | WordOut:
    """One message."""
    return shown(request, message_id)


@operation(
    "GET",
    "/messages/{int:message_id}/authentication",
    scope="inbound:read",
    verb="original.read",
    answers=AuthenticityOut,
    objects=_MESSAGE,
)
def authentication(request: Call, message_id: int) -> AuthenticityOut:
    """What proves the sender of a received mail, looked up anew: keys and policies may have changed since it came."""
    looked = authenticity(request.actor, message_id)
    return AuthenticityOut(
        sender=looked.message.author_address,
        is_authentic=looked.message.is_authentic,
        is_proven=looked.is_proven,
        findings=[AuthenticityFindingOut(**asdict(found)) for found in looked.findings],
    )


@operation(
    "POST",
    "/messages/{int:message_id}/acceptances",
    scope="messages:write",
    verb="ticket.accept_held",
    answers=MessageOut,
    objects=_MESSAGE,
)
def accept(request: Call, message_id: int) -> MessageOut | WordOut:
    """A held message belongs to its ticket: it joins the thread, and its sender takes part from then on."""
    holding.accept(request.actor, message_id)
    return shown(request, message_id)


@operation(
    "POST",
    "/messages/{int:message_id}/rejections",
    scope="messages:write",
    verb="ticket.accept_held",
    answers=MessageOut,
    objects=_MESSAGE,
)
def reject(request: Call, message_id: int) -> MessageOut | WordOut:
    """A held message does not belong to its ticket: it stays for the record, and no customer ever sees it."""
    holding.reject(request.actor, message_id)
    return shown(request, message_id)


def shown(request: Call, message_id: int) -> MessageOut | WordOut:
    """The message as the caller may see it. Raises Unseen."""
    message = find(_loaded(request), pk=message_id)
    shape = word_out if asks_as_customer(request) else message_out
    return shape(message, _files(request, [message]))


def _page(request: Call, found: Sequence[Message], more: str | None) -> MessagePage | WordPage:
    pairs = _with_files(request, found)
    if asks_as_customer(request):
        return WordPage(items=[word_out(m, f) for m, f in pairs], next=more)
    return MessagePage(items=[message_out(m, f) for m, f in pairs], next=more)


def _loaded(request: Call) -> QuerySet[Message]:
    seen = Message.objects.visible_to(request.actor).select_related("delivery")
    return seen.defer("delivery__content", "folds")


def _with_files(request: Call, messages: Sequence[Message]) -> list[tuple[Message, list[MessageFile]]]:
    files = _files(request, messages) if messages else []
    return [(message, [f for f in files if f.message_id == message.pk]) for message in messages]


def _files(request: Call, messages: Sequence[Message]) -> list[MessageFile]:
    return _files_of(request.actor, [message.pk for message in messages])


@prepared("messages")
def _files_of(actor: Actor, messages: Sequence[int]) -> QuerySet[MessageFile]:
    return MessageFile.objects.visible_to(actor).filter(message_id__in=messages).order_by("id")
