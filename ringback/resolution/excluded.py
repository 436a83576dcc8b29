"""Whom the question is not put to, and why."""

from collections.abc import Collection

from django.db.models import Q

from ringback.access.models import User
from ringback.channels.models import Breaker, Line
from ringback.resolution.models import Confirmation
from ringback.tickets.models import Link, Message, Participant, Ticket


def why_not(ticket: Ticket, addressed: Collection[str] | None) -> str:
    """Why the ticket's customer is not asked; empty when they are. `addressed`: the folded addresses that the outcome
    goes to, None for those of the thread."""
    if ticket.shelf == Ticket.SPAM:
        return "spam"
    if ticket.is_silent:
        return "silent"
    asker = _requester(ticket)
    if not asker:
        return "anonymous"
    if addressed is not None and asker not in addressed:
        return "not-addressed"
    if Line.objects.filter(folded_address=asker).exists() or _is_staff(asker):
        return "internal"
    if _is_automatic(ticket) or _is_looping(ticket, asker):
        return "automatic"
    return "asked-already" if _asked_about_the_same(ticket) else ""


def _requester(ticket: Ticket) -> str:
    rows = Participant.objects.filter(ticket=ticket, role=Participant.REQUESTER, is_confirmed=True)
    return rows.exclude(folded="").order_by("id").values_list("folded", flat=True).first() or ""


def _is_staff(folded: str) -> bool:
    return User.objects.filter(email=folded, is_active=True).exclude(roles="").exists()


def _is_automatic(ticket: Ticket) -> bool:
    """Whether nobody but machines has written."""
    said = Message.objects.filter(ticket=ticket, direction=Message.IN, state=Message.ACCEPTED)
    last = said.select_related("inbound").order_by("-id").first()
    return last is not None and (last.is_automatic or _came_from_nobody(last))


def _came_from_nobody(message: Message) -> bool:
    return message.inbound is not None and message.author_address.partition("@")[0].lower() in (
        "no-reply",
        "noreply",
        "do-not-reply",
        "donotreply",
        "mailer-daemon",
        "postmaster",
    )


def _is_looping(ticket: Ticket, folded: str) -> bool:
    return Breaker.objects.filter(line=ticket.line, address=folded).exists()


def _asked_about_the_same(ticket: Ticket) -> bool:
    """One question a customer for one incident: not while another ticket of theirs that this one is linked with
    waits for the answer."""
    pairs = Link.objects.filter(Q(ticket=ticket) | Q(other=ticket)).exclude(kind=Link.POSSIBLY)
    linked = {number for pair in pairs.values_list("ticket_id", "other_id") for number in pair}
    waiting = Confirmation.objects.waiting().filter(ticket_id__in=linked - {ticket.pk}, digest__isnull=False)
    return waiting.filter(ticket__contact_id=ticket.contact_id).exists()
