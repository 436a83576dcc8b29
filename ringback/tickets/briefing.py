"""The brief of a hand-over, pre-filled: what they want, what was done, what was promised, what is next (PRODUCT D2)."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ringback.kit.text import excerpt
from ringback.ledger.actor import Actor
from ringback.tickets import coding, families
from ringback.tickets.models import Category, Message, Note, Ticket
from ringback.tickets.models.ticket import NEVER
from ringback.tickets.unfolded import shown

LONGEST = 4000
_GIST = 400


@dataclass(frozen=True, slots=True)
class Brief:
    """Four answers for whoever takes over, in plain text of at most LONGEST characters each."""

    wants: str = ""
    done: str = ""
    promised: str = ""
    next_step: str = ""


def brief_of(actor: Actor, ticket: Ticket) -> Brief:
    """What the thread and its codes say, as far as the actor may see it; for a person to put right. `ticket` found
    through `visible_to`."""
    own = families.family(actor, ticket)
    said = Message.objects.visible_to(actor).filter(
        ticket_id__in=own, state=Message.ACCEPTED, is_automatic=False
    )
    asked, ours = said.filter(direction=Message.IN), said.filter(direction=Message.OUT)
    note = Note.objects.visible_to(actor).filter(ticket_id__in=own).order_by("-id").first()
    return Brief(
        wants=_wants(ticket, asked.order_by("id").first()),
        done=_done(ours.count(), ours.order_by("-id").first()),
        promised=_promised(ticket),
        next_step=_next(ticket, asked.order_by("-id").first(), note),
    )


def _wants(ticket: Ticket, first: Message | None) -> str:
    found = coding.coding_of(ticket)
    reason = found.reason.path if found and found.reason else ""
    return _lines(ticket.subject, reason, _gist(first))


def _done(replies: int, last: Message | None) -> str:
    if last is None:
        return _("No reply has been sent yet.")
    count = ngettext("%(count)s reply was sent.", "%(count)s replies were sent.", replies) % {
        "count": replies
    }
    name = last.author_name or last.author_address
    return _lines(
        count, _("The last, of %(day)s, by %(name)s:") % {"day": _day(last.at), "name": name}, _gist(last)
    )


def _promised(ticket: Ticket) -> str:
    if ticket.category == Category.SCHEDULED and ticket.scheduled_for:
        return _("Agreed with the customer for %(day)s.") % {"day": _day(ticket.scheduled_for)}
    if ticket.category == Category.RESOLVED:
        return _("The customer was told that it is settled, and has not confirmed it yet.")
    return ""


def _next(ticket: Ticket, last: Message | None, note: Note | None) -> str:
    waits = ""
    if ticket.waiting_since != NEVER:
        waits = _("The customer has waited for an answer since %(day)s.") % {
            "day": _day(ticket.waiting_since)
        }
    noted = _("Last note: %(text)s") % {"text": excerpt(note.text, _GIST)} if note else ""
    return _lines(waits, _gist(last) if waits else "", noted)


def _gist(message: Message | None) -> str:
    return excerpt(shown(message.text, message.folds), _GIST) if message else ""


def _day(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d")


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)[:LONGEST]
