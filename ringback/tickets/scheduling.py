"""Replies that go out at a time of their author's choosing: a draft that the clock sends, with the rights that its
author has by then (docs/decisions/later-and-undo.md)."""

import json
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext

from ringback.access.identify import actor_of
from ringback.access.models import User
from ringback.channels.adapters.email.parsed import Address
from ringback.kit.clock import now
from ringback.kit.errors import Forbidden, Refusal, Stale, Unseen
from ringback.kit.markup import to_text
from ringback.ledger.actor import SYSTEM, Actor
from ringback.ledger.append import Fact, append
from ringback.tickets import drafting
from ringback.tickets.addressing import must_fit
from ringback.tickets.locking import locked, row, touch
from ringback.tickets.models import Category, Draft, Status, Ticket
from ringback.tickets.replying import Written, keep_unsent, reply

LONGEST = timedelta(days=366)
# Who is still writing is not cut short: it goes when nothing was typed for so long.
QUIET = timedelta(seconds=60)
logger = logging.getLogger(__name__)


@transaction.atomic
def schedule(
    by: Actor, draft_id: int, at: datetime, status: Status | None = None, version: int | None = None
) -> Draft:
    """Let one's draft of a reply go out at `at` (aware), and leave the ticket in `status`. Written on until then, it
    goes as it is by then; when the thread moves on before, it is held.

    Refusal with the codes `past`, `far`, `closing`, `no-reply`, `empty`, and as `reply` for the recipients; Unseen,
    Forbidden, Stale.
    """
    draft, ticket = _own(by, draft_id, version)
    if draft.kind != Draft.REPLY:
        raise Refusal(gettext("Only a reply is sent later."), field="draft", code="no-reply")
    if at <= now():
        raise Refusal(gettext("That time is over."), field="send_at", code="past")
    if at > now() + LONGEST:
        raise Refusal(gettext("That is more than a year away."), field="send_at", code="far")
    if status and status.category == Category.CLOSED:
        raise Refusal(gettext("Closing needs a reason."), field="status", code="closing")
    if not to_text(draft.html).strip() and not draft.files.exists():
        raise Refusal(gettext("There is nothing written yet."), field="html", code="empty")
    written = _written(draft)
    if written.addressed:
        must_fit(by, ticket, [*written.to, *written.cc, *written.bcc])
    draft.send_at, draft.send_status, draft.is_held, draft.unsent = at, status, False, ""
    _save(draft)
    data = {"user": draft.author_id, "at": int(at.timestamp())}
    append(by, Fact("ticket.reply_scheduled", "ticket", ticket.pk, ticket.pk, data))
    touch(ticket)
    return draft


@transaction.atomic
def unschedule(by: Actor, draft_id: int, version: int | None = None) -> Draft:
    """It stays a draft, and does not go by itself. Refusal (`not-scheduled`); Unseen, Forbidden, Stale."""
    draft, ticket = _own(by, draft_id, version)
    facts = drafting.stays(draft)
    if not facts:
        words = gettext("It does not go out by itself, or has gone already.")
        raise Refusal(words, field="draft", code="not-scheduled")
    _save(draft)
    append(by, *facts)
    touch(ticket)
    return draft


def send_scheduled(moment: datetime, goes_on: Callable[[], bool] = lambda: True) -> int:
    """Send what is due by `moment`. Returns for how many that was decided; any number of nodes may do it at once."""
    due = Draft.objects.filter(send_at__lte=moment, updated_at__lte=moment - QUIET)
    # All of them: a piece of them could be those that cannot be sent, for good.
    numbers = list(due.order_by("send_at", "id").values_list("pk", "ticket_id"))
    return sum(goes_on() and _send(pk, ticket, moment) for pk, ticket in numbers)


def _send(pk: int, ticket_id: int, moment: datetime) -> bool:
    try:
        return _decided(pk, ticket_id, moment)
    except Exception:
        # One that cannot be sent by our own fault keeps nobody else's from leaving; it is tried again.
        logger.exception("a scheduled reply (draft %s) could not be sent", pk)
        return False


@transaction.atomic
def _decided(pk: int, ticket_id: int, moment: datetime) -> bool:
    # The ticket first, as whoever replies by hand locks it: they and the clock do not send the same draft.
    ticket = row(ticket_id)
    found = Draft.objects.select_for_update(of=("self",)).select_related("send_status")
    draft = found.filter(pk=pk, send_at__lte=moment, updated_at__lte=moment - QUIET).first()
    if draft is None:
        return False
    written = _written(draft)
    try:
        reply(_author(draft), ticket.pk, written)
    except Stale as moved:
        _not_sent(draft, ticket, moved.code)
        keep_unsent(_author(draft), ticket.pk, written, moved)
    except (Forbidden, Unseen, Refusal) as refused:
        _not_sent(draft, ticket, refused.code or type(refused).__name__.lower())
    return True


def _author(draft: Draft) -> Actor:
    """Raises Forbidden for who has left."""
    author = User.objects.filter(pk=draft.author_id, is_active=True).first()
    if author is None:
        raise Forbidden(gettext("Its author has left."), code="author-left")
    return actor_of(author)


def _not_sent(draft: Draft, ticket: Ticket, code: str) -> None:
    """It stays its author's draft. That the customer has heard nothing stands in the thread, and in the view *Not
    delivered* of its author and of the case owner: the author may have left."""
    Draft.objects.filter(pk=draft.pk).update(send_at=None, send_status=None, unsent=code[:30])
    data = {"user": draft.author_id, "code": code}
    append(SYSTEM, Fact("ticket.reply_not_sent", "ticket", ticket.pk, ticket.pk, data))
    touch(ticket)


def _own(by: Actor, draft_id: int, version: int | None) -> tuple[Draft, Ticket]:
    found = Draft.objects.visible_to(by).filter(pk=draft_id).first()
    if found is None:
        raise Unseen()
    ticket = locked(by, found.ticket_id, "ticket.reply")
    draft = Draft.objects.select_for_update().filter(pk=draft_id).first()
    if draft is None:
        raise Unseen()  # sent meanwhile
    if version is not None and version != draft.version:
        raise Stale(gettext("This draft was changed in another window."), version=draft.version)
    return draft, ticket


def _save(draft: Draft) -> None:
    draft.version += 1
    draft.save(update_fields=["send_at", "send_status", "is_held", "unsent", "version"])


def _written(draft: Draft) -> Written:
    kept: dict[str, list[list[str]]] = json.loads(draft.addresses)
    to, cc, bcc = ([Address(name, at) for name, at in kept.get(key, [])] for key in ("to", "cc", "bcc"))
    shown = [file.key for file in draft.files.order_by("id") if not file.is_inline or file.key in draft.html]
    return Written(
        html=draft.html,
        to=to,
        cc=cc,
        bcc=bcc,
        files=shown,
        based_on=draft.based_on or None,
        status=draft.send_status,
        addressed=bool(to or cc or bcc),
    )
