"""What stands below a thread: the reply and the note that somebody has begun, or a fresh pair."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ringback.access.names import team_names, user_names
from ringback.kit.markup import to_text
from ringback.ledger.actor import Actor
from ringback.tickets.addressing import default_recipients
from ringback.tickets.choices import statuses
from ringback.tickets.code_choices import Choices, choices
from ringback.tickets.drafting import own_drafts
from ringback.tickets.locking import rights
from ringback.tickets.models import Category, Draft, Status, Ticket
from ringback.tickets.statuses import TRANSITIONS
from ringback.web import addresses
from ringback.web.desk.said import Attached
from ringback.web.routes import url
from ringback.web.words import REFUSED, UNSENT

_AFTER_SENDING = (Category.OPEN, Category.WAITING_FOR_CUSTOMER, Category.RESOLVED)


@dataclass(frozen=True, slots=True)
class Begun:
    """One of the two, `id` 0 where nothing is kept yet: `html` as the editor wants it, `text` as a plain field does;
    `based_on` is the newest message seen; `unsent` is why it has not gone out when its time came; `called` are those
    whom a note calls in, by their key and name."""

    kind: str
    id: int = 0
    html: str = ""
    text: str = ""
    to: str = ""
    cc: str = ""
    bcc: str = ""
    based_on: int = 0
    version: int = 0
    is_held: bool = False
    send_at: datetime | None = None
    unsent: str = ""
    files: Sequence[tuple[str, Attached]] = ()
    called: Sequence[tuple[str, str]] = ()
    is_for_partner: bool = False


@dataclass(frozen=True, slots=True)
class Composer:
    """Both, where the reader may write them. `opened` is the tab to show; `news` counts what came while writing;
    `waiting` and `settings` are the statuses that a reply may leave behind, the usual one and the others."""

    reply: Begun | None
    note: Begun | None
    opened: str = "reply"
    news: int = 0
    waiting: Status | None = None
    settings: Sequence[Status] = field(default=())
    codes: Choices | None = None
    # Times that people choose: what it is called, and as a field wants it.
    later: Sequence[tuple[str, str]] = ()

    @property
    def resolves(self) -> bool:
        """Whether a reply may state the outcome."""
        return any(status.category == Category.RESOLVED for status in self.settings)


def composer(actor: Actor, ticket: Ticket, opened: str = "", news: int = 0) -> Composer:
    """Of a ticket found for the actor. Two statements, a few more for a draft, and one where only a grant opens it."""
    writes = rights(actor, ticket, ("ticket.reply", "note.write"))
    drafts = {draft.kind: draft for draft in own_drafts(actor, ticket)}
    reply = _reply(actor, ticket, drafts.get(Draft.REPLY)) if "ticket.reply" in writes else None
    note = _note(ticket, drafts.get(Draft.NOTE)) if "note.write" in writes else None
    first = "note" if reply is None or (Draft.NOTE in drafts and Draft.REPLY not in drafts) else "reply"
    after = [status for status in statuses() if status.is_active and _may_follow(status, ticket)]
    waiting = next((status for status in after if status.category == Category.WAITING_FOR_CUSTOMER), None)
    others = [status for status in after if status is not waiting]
    codes, later = (choices(), _later()) if reply else (None, ())
    return Composer(reply, note, opened or first, news, waiting, others, codes, later)


def saved_words(begun: Begun) -> str:
    """Whether there is anything saved, said beside the buttons."""
    return _("Saved") if begun.version else ""


def _later() -> Sequence[tuple[str, str]]:
    """Mornings by the reader's clock."""
    today = timezone.localtime().replace(hour=8, minute=0, second=0, microsecond=0)
    monday = today + timedelta(days=7 - today.weekday())
    times = ((_("Tomorrow, 8:00"), today + timedelta(days=1)), (_("Monday, 8:00"), monday))
    return [(words, f"{at:%Y-%m-%dT%H:%M}") for words, at in times]


def _may_follow(status: Status, ticket: Ticket) -> bool:
    return status.category in _AFTER_SENDING and status.category in TRANSITIONS[ticket.category]


def _reply(actor: Actor, ticket: Ticket, draft: Draft | None) -> Begun:
    kept: dict[str, Any] = json.loads(draft.addresses) if draft else {}
    if kept.get("to") or kept.get("cc") or kept.get("bcc"):
        to, cc, bcc = (addresses.from_rows(kept.get(key, [])) for key in ("to", "cc", "bcc"))
    else:
        (to, cc), bcc = default_recipients(actor, ticket), []
    written = addresses.written
    return _begun(ticket, Draft.REPLY, draft, to=written(to), cc=written(cc), bcc=written(bcc))


def _note(ticket: Ticket, draft: Draft | None) -> Begun:
    kept: dict[str, Any] = json.loads(draft.addresses) if draft else {}
    called = [(f"user:{pk}", name) for pk, name in user_names(kept.get("users", ())).items()]
    called += [(f"team:{pk}", name) for pk, name in team_names(kept.get("teams", ())).items()]
    return _begun(ticket, Draft.NOTE, draft, called=called, is_for_partner=bool(kept.get("is_for_partner")))


def _begun(ticket: Ticket, kind: str, draft: Draft | None, **more: Any) -> Begun:
    if draft is None:
        return Begun(kind, based_on=ticket.last_message_id, **more)
    return Begun(
        kind,
        id=draft.pk,
        html=draft.html,
        text=to_text(draft.html) if draft.html else "",
        # A held one was shown what is new: it may go now.
        based_on=ticket.last_message_id if draft.is_held else draft.based_on or ticket.last_message_id,
        version=draft.version,
        is_held=draft.is_held,
        send_at=draft.send_at,
        unsent=str(UNSENT.get(draft.unsent, REFUSED)) if draft.unsent else "",
        files=[
            (file.key, Attached(file.name, file.size, url("file", key=file.key)))
            for file in draft.files.all()
            if not file.is_inline
        ],
        **more,
    )
