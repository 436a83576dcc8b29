"""Taking a reply back before it leaves: within seconds, by whoever wrote it. It is then as if it had not been written,
and its text is a draft again (docs/decisions/later-and-undo.md)."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext

from ringback.access.standing import standing
from ringback.channels.models import Delivery
from ringback.channels.models.delivery import GIVE_UP
from ringback.company.house import MOST_UNDO_SECONDS
from ringback.interactions.models import Interaction
from ringback.kit.clock import now
from ringback.kit.errors import Forbidden, Refusal, Stale, Unseen
from ringback.kit.text import fold
from ringback.ledger.actor import Actor
from ringback.ledger.append import Fact, append
from ringback.ledger.models import Event
from ringback.search.put import remove
from ringback.tickets import drafting, families
from ringback.tickets.locking import locked, row
from ringback.tickets.models import Draft, DraftFile, Message, Participant, Ticket
from ringback.tickets.stepping_back import step_back

_SECOND = timedelta(seconds=1)


def until(seconds: int) -> datetime | None:
    """When a reply leaves that may be taken back for so long; None: at once. Refusal for more than a minute."""
    if not 0 <= seconds <= MOST_UNDO_SECONDS:
        words = gettext("A reply can wait from 0 to %(most)s seconds.") % {"most": MOST_UNDO_SECONDS}
        raise Refusal(words, field="undo_seconds", code="seconds")
    return now() + seconds * _SECOND if seconds else None


@transaction.atomic
def undo(by: Actor, message_id: int) -> Draft:
    """Take one's own reply back; gives the draft in which its text, files and recipients stand again. What it changed
    of the ticket is as before, unless somebody has changed it since.

    Unseen, Forbidden for somebody else's; Refusal with the codes `too-late` for what has left or may have,
    `no-reply` for what is none, `opening` for the message that opened its ticket.
    """
    found = Message.objects.visible_to(by).filter(pk=message_id).first()
    if found is None:
        raise Unseen()
    own, ticket = _locked(by, found.ticket_id)
    message = Message.objects.filter(pk=message_id).first()
    if message is None:
        raise Unseen()  # another window was quicker
    numbers = families.whole_family(ticket)
    if message.ticket_id not in numbers:
        raise Stale(gettext("This ticket was changed meanwhile."))  # merged or split, before it was locked
    _must_be_ones_own(by, message)
    _stop(message)
    sent = Event.objects.filter(kind="message.sent", subject_kind="message", subject_id=message_id).get()
    draft = _written_again(by, message, ticket, numbers)
    _leave(message, {message.ticket_id, sent.topic_id or 0}, numbers)
    _forget(message)
    waits = own is ticket or step_back(by, own, [own.pk], sent)
    step_back(by, ticket, numbers, sent, waits)
    # Last, when the ticket is as it was: what follows looks at that.
    data = {"delivery": message.delivery_id, "sent": sent.pk}
    append(by, Fact("message.undone", "message", message_id, ticket.pk, data))
    return draft


def _locked(by: Actor, number: int) -> tuple[Ticket, Ticket]:
    """The reply's own ticket, locked before the one into which it was merged, and that one; mostly the same."""
    above = families.canonical_of(number)
    if above == number:
        ticket = locked(by, number, "ticket.reply")
        return ticket, ticket
    own = row(number)
    return own, locked(by, above, "ticket.reply")


def _must_be_ones_own(by: Actor, message: Message) -> None:
    if message.direction != Message.OUT or message.author_kind != "user" or message.delivery_id is None:
        raise Refusal(gettext("Only a reply can be taken back."), field="message", code="no-reply")
    if message.author_id != standing(by).user_id:
        raise Forbidden(gettext("Only who wrote a reply takes it back."))
    if not Message.objects.filter(ticket_id=message.ticket_id).exclude(pk=message.pk).exists():
        words = gettext("This ticket was opened with it, and would be empty.")
        raise Refusal(words, field="message", code="opening")


def _stop(message: Message) -> None:
    """Decided under the lock that whoever sends it takes as well. What stays says that there was a mail, and not to
    whom or what was in it: nothing leads to it any more by which it would be erased."""
    delivery = Delivery.objects.select_for_update().get(pk=message.delivery_id or 0)
    # Its line's trouble moves `due_at` on; that is no second while to think.
    leaves = min(delivery.due_at, delivery.give_up_at - GIVE_UP)
    if delivery.state != Delivery.QUEUED or delivery.attempts or leaves <= now():
        raise Refusal(gettext("Too late: it has left."), field="message", code="too-late")
    delivery.state, delivery.failure = Delivery.DISCARDED, gettext("Taken back by its author")
    delivery.subject, delivery.content, delivery.blob = "", b"", None
    delivery.save(update_fields=["state", "failure", "subject", "content", "blob"])
    delivery.recipients.all().delete()


def _written_again(by: Actor, message: Message, ticket: Ticket, numbers: Sequence[int]) -> Draft:
    """What has been begun since stands below it, and does not go out by itself any more: with this in it it would say
    what was just taken back."""
    draft = drafting.begun(by, ticket.pk, Draft.REPLY)
    if facts := drafting.stays(draft):
        append(by, *facts)
    draft.html, draft.addresses = message.html + draft.html, message.addresses
    # Of what was said after it nobody knows that its author has seen it.
    seen = Message.objects.filter(ticket_id__in=numbers, state=Message.ACCEPTED, pk__lt=message.pk)
    draft.based_on = min(draft.based_on, seen.aggregate(last=Max("pk"))["last"] or 0)
    draft.updated_at, draft.version = now(), draft.version + 1
    draft.save()
    # A picture is shown in the text by the key that its file had in the draft, which is its Content-ID since.
    DraftFile.objects.bulk_create(
        DraftFile(
            draft=draft,
            blob_id=file.blob_id,
            key=file.content_id or file.key,
            name=file.name,
            media_type=file.media_type,
            size=file.size,
            is_inline=file.is_inline,
        )
        for file in message.files.order_by("id")
    )
    return draft


def _leave(message: Message, tickets: set[int], numbers: Sequence[int]) -> None:
    """Whom it was first to reach takes no part, and who was only suggested is so again; unless they have been written
    to since: they take part from that on."""
    parts = Participant.objects.filter(ticket_id__in=tickets, from_message_id=message.pk)
    written_to = _first_written(message, numbers) if parts.exists() else {}
    for part in parts.filter(folded__in=written_to):
        Participant.objects.filter(pk=part.pk).update(from_message_id=written_to[part.folded])
    parts.filter(at=message.at, role=Participant.COPIED).delete()
    parts.update(is_confirmed=False)


def _first_written(message: Message, numbers: Sequence[int]) -> dict[str, int]:
    """By folded address the first of our messages since that went to it openly."""
    since = Message.objects.filter(ticket_id__in=numbers, direction=Message.OUT, pk__gt=message.pk)
    first: dict[str, int] = {}
    for pk, addresses in since.order_by("id").values_list("pk", "addresses"):
        kept = json.loads(addresses)
        for _name, address in [*kept.get("to", ()), *kept.get("cc", ())]:
            first.setdefault(fold(address), pk)
    return first


def _forget(message: Message) -> None:
    remove("message", message.pk)
    Interaction.objects.filter(pk=message.interaction_id or 0).delete()
    Message.objects.filter(pk=message.pk).delete()
