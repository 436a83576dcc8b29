"""Answering a customer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext

from ringback.access.models import User
from ringback.access.prepared import prepared
from ringback.access.standing import standing
from ringback.channels.adapters.email.parsed import Address
from ringback.channels.models import Delivery
from ringback.interactions.models import Interaction
from ringback.interactions.recording import record_mail, recorded
from ringback.kit.clock import now
from ringback.kit.errors import Forbidden, Refusal, Stale
from ringback.kit.ids import secret
from ringback.kit.inserting import insert
from ringback.kit.markup import outbound, to_text
from ringback.kit.text import excerpt
from ringback.ledger.actor import Actor
from ringback.ledger.append import Fact, append
from ringback.tickets import assigning, drafting, statuses, stepping_back, undoing
from ringback.tickets.addressing import default_recipients, kept, let_take_part, listed, must_fit
from ringback.tickets.coding import must_be_coded
from ringback.tickets.families import family
from ringback.tickets.indexing import index_message
from ringback.tickets.locking import locked, touch
from ringback.tickets.models import (
    Category,
    Draft,
    DraftFile,
    Message,
    MessageFile,
    Status,
    Ticket,
)
from ringback.tickets.models.ticket import NEVER
from ringback.tickets.reply_mail import content_id, queued, reply_subject, signature


@dataclass(frozen=True, slots=True)
class Written:
    """A reply as its author wrote it. No recipients: those the thread is with. `files`: keys of the author's
    draft files."""

    html: str
    to: Sequence[Address] = ()
    cc: Sequence[Address] = ()
    bcc: Sequence[Address] = ()
    files: Sequence[str] = ()
    based_on: int | None = None  # the newest message the author had seen; None: sent whatever came meanwhile
    status: Status | None = None
    addressed: bool = field(
        default=False
    )  # True: `to` is meant as it stands, even where it leaves somebody out
    undo_seconds: int = 0  # for so long its author may take it back (undoing.py), and it does not leave
    below: str = ""  # HTML of the desk's own that goes with the mail only, below the author's text


def reply(by: Actor, ticket_id: int, written: Written) -> Message:
    """Send an answer: message, delivery and events in one transaction; the sending itself follows.

    Raises Refusal for an empty text or recipients that are none, and Stale when customer or colleague have
    said something since `based_on`, or the ticket was merged meanwhile: then nothing is sent, the text is kept as a
    held draft, and `more["new"]` has the ids of what is new, `more["canonical"]` where to go on.
    """
    try:
        return _reply(by, ticket_id, written)
    except Stale as moved:
        keep_unsent(by, ticket_id, written, moved)
        raise


def keep_unsent(by: Actor, ticket_id: int, written: Written, moved: Stale) -> None:
    """After a verb that replies was refused: what was written is kept as a held draft where the thread has moved on."""
    if "new" in moved.more or moved.code == "merged":
        drafting.hold(
            by, ticket_id, written.html, kept(written.to, written.cc, written.bcc), written.based_on or 0
        )


@transaction.atomic
def _reply(by: Actor, ticket_id: int, written: Written) -> Message:
    ticket = locked(by, ticket_id, "ticket.reply")
    if standing(by).is_customer:
        raise Forbidden(gettext("Customers add to their ticket; replies are ours to send."))
    if written.status and written.status.category == Category.CLOSED:
        raise Refusal(
            gettext("Closing needs a reason: send the reply, then close."), field="status", code="closing"
        )
    if written.status and written.status.category == Category.RESOLVED:
        must_be_coded(by, ticket)
    numbers = family(by, ticket)
    _still_the_same_thread(ticket, numbers, written.based_on)
    author = _user(standing(by).user_id)[0]
    html = outbound(written.html)
    if not to_text(html).strip() and not written.files:
        raise Refusal(gettext("There is nothing written yet."), field="html", code="empty")
    to, cc = _recipients(by, ticket, written)
    files = _files(by, numbers, written.files)
    signed = html + signature(author, ticket) + written.below
    leaves = undoing.until(written.undo_seconds)
    delivery, fact = queued(ticket, numbers, author, signed, to, cc, list(written.bcc), files, leaves)
    takes, after = _takes(by, ticket), _after(ticket, written.status)
    was = stepping_back.before(ticket, takes, after)
    message = _write(by, ticket, author, html, to, cc, written.bcc, delivery, fact, was)
    _link_files(message, files, html)
    _settle(by, ticket, message, author if takes else None, after)
    let_take_part(ticket, [*to, *cc], message)
    index_message(message, ticket, [f.name for f in files])
    drafting.done(by, ticket, Draft.REPLY)
    return message


@prepared("pk")
def _user(pk: int) -> QuerySet[User]:
    return User.objects.filter(pk=pk)


def _still_the_same_thread(ticket: Ticket, numbers: Sequence[int], based_on: int | None) -> None:
    if based_on is None or ticket.last_message_id <= based_on:
        return
    new = list(
        Message.objects.filter(ticket_id__in=numbers, pk__gt=based_on, state=Message.ACCEPTED).values_list(
            "pk", flat=True
        )[:20]
    )
    raise Stale(
        gettext("The thread has moved on while you were writing. Your reply is kept; look at what is new."),
        new=new,
    )


def _recipients(by: Actor, ticket: Ticket, written: Written) -> tuple[list[Address], list[Address]]:
    if not written.to and not written.addressed:
        to, cc = default_recipients(by, ticket)
        cc = list(written.cc) or cc
    else:
        to, cc = list(written.to), list(written.cc)
    must_fit(by, ticket, [*to, *cc, *written.bcc])
    return to, cc


def _files(by: Actor, numbers: Sequence[int], keys: Sequence[str]) -> list[DraftFile]:
    if not keys:
        return []
    laid = DraftFile.objects.visible_to(by).filter(key__in=keys, draft__ticket_id__in=numbers)
    found = laid.select_related("blob")
    files = {file.key: file for file in found}
    missing = [key for key in keys if key not in files]
    if missing:
        raise Refusal(gettext("A file of this reply is not in your draft."), field="files", code="no-file")
    return [files[key] for key in dict.fromkeys(keys)]


def _write(
    by: Actor,
    ticket: Ticket,
    author: User,
    html: str,
    to: Sequence[Address],
    cc: Sequence[Address],
    bcc: Sequence[Address],
    delivery: Delivery,
    queued: Fact,
    was: Mapping[str, object],
) -> Message:
    at = now()
    interaction = record_mail(
        ticket.line, ticket.team_id, Interaction.OUT, at, contact_id=ticket.contact_id, user_id=author.pk
    )
    message = Message(
        ticket=ticket,
        interaction=interaction,
        delivery=delivery,
        direction=Message.OUT,
        author_kind="user",
        author_id=author.pk,
        author_name=author.name[:200],
        author_address=ticket.line.address if ticket.line else "",
        addresses=listed(to, cc, bcc),
        at=at,
        subject=reply_subject(ticket)[:500],
        text=to_text(html),
        html=html,
        message_id=delivery.message_id,
    )
    insert(message)
    sent = Fact("message.sent", "message", message.pk, ticket.pk, {"delivery": delivery.pk, **was})
    append(by, queued, sent, recorded(interaction, ticket.pk))
    return message


def _link_files(message: Message, files: Sequence[DraftFile], html: str) -> None:
    MessageFile.objects.bulk_create(
        MessageFile(
            message=message,
            blob_id=f.blob_id,
            key=secret(),
            name=f.name,
            media_type=f.media_type,
            size=f.size,
            content_id=content_id(f, html),
            is_inline=bool(content_id(f, html)),
        )
        for f in files
    )


def _takes(by: Actor, ticket: Ticket) -> bool:
    """Whoever answers what nobody works on works on it from now on."""
    return ticket.assignee_id is None and ticket.team_id in standing(by).teams


def _after(ticket: Ticket, status: Status | None) -> Status | None:
    """The status that the reply leaves behind; None: whichever there is."""
    return status or (statuses.default_status(Category.OPEN) if ticket.category == Category.NEW else None)


def _settle(by: Actor, ticket: Ticket, message: Message, taker: User | None, after: Status | None) -> None:
    ticket.waiting_since = NEVER
    ticket.last_message_id = message.pk
    ticket.message_count += 1
    ticket.excerpt = excerpt(message.text, 200)
    if taker:
        assigning.give(by, ticket, taker)
    if after:
        statuses.step(by, ticket, after)
    fields = ("last_message_id", "message_count", "excerpt", "assignee", "owner", *statuses.STEP_FIELDS)
    touch(ticket, *fields, active=True)
