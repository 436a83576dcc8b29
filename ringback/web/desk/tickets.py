"""A ticket's page: its head, the thread, and what one can say; and recording a new one for a customer."""

from typing import Any
from urllib.parse import parse_qs

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from ringback.access import names
from ringback.kit.errors import Refusal, Unseen
from ringback.kit.text import whole
from ringback.tickets import locking, timeline
from ringback.tickets.models import Category, Ticket
from ringback.tickets.statuses import default_status
from ringback.web.asked import Asked
from ringback.web.desk import said
from ringback.web.desk.composer import composer
from ringback.web.desk.finding import ticket_of
from ringback.web.pages import render, see_other, target_of
from ringback.web.routes import route, url
from ringback.web.since import since
from ringback.web.words import BADGES, PRIORITIES, TYPES

TICKET = {"number": "ticket"}
# What head and thread offer.
_VERBS = ("ticket.take", "ticket.status", "ticket.accept_held", "note.write")


@route("tickets/<int:number>", name="ticket", verb="ticket.read", objects=TICKET)
def show(request: Asked, number: int) -> HttpResponse:
    place = since()
    ticket = ticket_of(request.actor, number)
    if (
        ticket.canonical_id
        and Ticket.objects.visible_to(request.actor).filter(pk=ticket.canonical_id).exists()
    ):
        return redirect(url("ticket", number=ticket.canonical_id))
    before = _whole(request.GET.get("before", "0"))
    context = {
        **_said(request, ticket, _whole(request.GET.get("pictures", "0")), before),
        "since": place,
        "before": before,
        "composer": composer(request.actor, ticket, request.GET.get("tab", "")),
        "view": request.GET.get("view", "mine"),
    }
    template = "_pane" if target_of(request) == "pane" else "show"
    return render(request, f"desk/tickets/{template}.html", {**context, "is_part": template == "_pane"})


@route("tickets/<int:number>/thread", name="ticket.thread", verb="ticket.read", objects=TICKET)
def thread(request: Asked, number: int) -> HttpResponse:
    return render(request, "desk/tickets/_changed.html", changed(request, ticket_of(request.actor, number)))


def changed(request: Asked, ticket: Ticket) -> dict[str, Any]:
    """What the head and the thread show now: the answer to whatever changes a ticket. The page that asks keeps the
    pictures and the earlier messages that its address names."""
    asking = parse_qs(request.headers.get("HX-Current-URL", "").partition("?")[2].partition("#")[0])
    pictures, before = (whole(asking.get(name, ["0"])[0]) or 0 for name in ("pictures", "before"))
    return _said(request, ticket, pictures, before)


def after(
    request: Asked, number: int, *, compose: str = "", news: int = 0, status: int = 200
) -> HttpResponse:
    """The answer to a verb: the changed parts for HTMX, the ticket's page otherwise; the list where the verb took the
    ticket out of sight. `compose`: the tab of the composer that changes too; `news`: how much came meanwhile."""
    try:
        ticket = ticket_of(request.actor, number)
    except Unseen:
        return see_other(request, url("tickets"))
    if "HX-Request" not in request.headers:
        return see_other(request, url("ticket", number=number))
    fresh = composer(request.actor, ticket, compose, news) if compose else None
    context = {**changed(request, ticket), "composer": fresh}
    return render(request, "desk/tickets/_changed.html", context, status=status)


def head_of(request: Asked, ticket: Ticket) -> dict[str, Any]:
    """What the head of a ticket needs."""
    return {
        "viewer": request.viewer,
        "rights": locking.rights(request.actor, ticket, _VERBS),
        "ticket": ticket,
        "badge": BADGES[ticket.category],
        "type_label": TYPES.get(ticket.type, ticket.type),
        "priority_label": PRIORITIES[ticket.priority],
        "is_mine": ticket.assignee_id == request.viewer.id,
        "composer": None,
        "resolved_id": default_status(Category.RESOLVED).pk,
        "open_id": default_status(Category.OPEN).pk,
    }


def _said(request: Asked, ticket: Ticket, pictures: int, before: int) -> dict[str, Any]:
    entries = timeline.timeline(request.actor, ticket, before or None)
    names.met(request.user, ticket.assignee, ticket.owner)
    read_to = ticket.read_to  # type: ignore[attr-defined]  # annotated by finding.py
    shown = said.thread(entries, read_to, pictures)
    newest_note = max((one.id for one in shown if one.kind == "note"), default=0)
    return {
        **head_of(request, ticket),
        "said": shown,
        "newest_note": newest_note,
        "earlier": _earlier(entries),
    }


def _earlier(entries: list[timeline.Entry]) -> int:
    """The message before which there may be more, or 0."""
    messages = [entry.body.pk for entry in entries if entry.kind == "message"]
    return min(messages) if len(messages) >= timeline.MESSAGES else 0


def _whole(value: str) -> int:
    number = whole(value)
    if number is None:
        raise Refusal(_("This is not a number."))
    return number
