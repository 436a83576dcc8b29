"""Handing a ticket over: the brief to write, and the answer of whoever it was offered to."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from ringback.access.models import Team, User
from ringback.access.roles import Role
from ringback.kit.clock import now
from ringback.kit.errors import Refusal
from ringback.ledger.actor import Actor
from ringback.tickets import choices, handing_over
from ringback.tickets.briefing import LONGEST, Brief, brief_of
from ringback.tickets.models import Category, Handover, Ticket
from ringback.web.asked import Asked
from ringback.web.desk.finding import ticket_of
from ringback.web.desk.tickets import TICKET, after
from ringback.web.find import find
from ringback.web.forms import StrictForm, first_problem, say_no
from ringback.web.pages import render, see_other
from ringback.web.routes import route, url

_POST = ("POST",)
_HANDOVER = {"id": "handover"}


class HandoverForm(StrictForm):
    """To whom is chosen first as a person; a team alone lets whoever of it takes it."""

    user = forms.TypedChoiceField(label=_("To whom"), coerce=int, empty_value=None, required=False)
    team = forms.TypedChoiceField(label=_("For which team"), coerce=int, empty_value=None, required=False)
    wants = forms.CharField(label=_("What they want"), max_length=LONGEST, required=False)
    done = forms.CharField(label=_("What was done"), max_length=LONGEST, required=False)
    promised = forms.CharField(label=_("What was promised"), max_length=LONGEST, required=False)
    next_step = forms.CharField(label=_("What is next"), max_length=LONGEST, required=False)

    def __init__(self, actor: Actor, ticket: Ticket, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [one for one in choices.colleagues(actor) if one.role_set != {Role.PARTNER}]
        people = [one for one in known if one.pk != ticket.owner_id]
        teams = [one for one in choices.teams(actor) if not one.is_partner]
        whole: list[tuple[Any, Any]] = [("", _("Whoever of the team takes it"))]
        own: list[tuple[Any, Any]] = [("", _("Theirs, or the ticket's own"))]
        self.fields["user"].choices = whole + [(one.pk, str(one)) for one in people]  # type: ignore[attr-defined]
        self.fields["team"].choices = own + [(one.pk, str(one)) for one in teams]  # type: ignore[attr-defined]

    def brief(self) -> Brief:
        given = self.cleaned_data
        return Brief(given["wants"], given["done"], given["promised"], given["next_step"])


class ReturnForm(StrictForm):
    reason = forms.CharField(max_length=LONGEST)


@route("tickets/<int:number>/handover", name="ticket.hand_over", verb="handover.offer", objects=TICKET)
def new(request: Asked, number: int) -> HttpResponse:
    ticket = ticket_of(request.actor, number)
    brief = brief_of(request.actor, ticket)
    filled = {
        "wants": brief.wants,
        "done": brief.done,
        "promised": brief.promised,
        "next_step": brief.next_step,
    }
    return _page(request, ticket, HandoverForm(request.actor, ticket, initial=filled))


@route(
    "tickets/<int:number>/handover",
    name="ticket.hand_over",
    methods=_POST,
    verb="handover.offer",
    objects=TICKET,
)
def create(request: Asked, number: int) -> HttpResponse:
    ticket = ticket_of(request.actor, number)
    form = HandoverForm(request.actor, ticket, request.POST)
    if form.is_valid():
        team, user = _chosen(request, form)
        try:
            handing_over.offer(request.actor, number, team, user, form.brief())
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            return see_other(request, url("ticket", number=number))
    return _page(request, ticket, form, status=422)


@route(
    "handovers/<int:id>/acceptance",
    name="handover.accept",
    methods=_POST,
    verb="handover.answer",
    objects=_HANDOVER,
)
def accept(request: Asked, id: int) -> HttpResponse:
    return after(request, handing_over.accept(request.actor, id).ticket_id)


@route(
    "handovers/<int:id>/return",
    name="handover.return",
    methods=_POST,
    verb="handover.answer",
    objects=_HANDOVER,
)
def give_back(request: Asked, id: int) -> HttpResponse:
    form = ReturnForm(request.POST)
    if not form.is_valid():
        raise first_problem(form)
    returned = handing_over.give_back(request.actor, id, form.cleaned_data["reason"])
    return after(request, returned.ticket_id)


@route(
    "handovers/<int:id>/withdrawal",
    name="handover.withdraw",
    methods=_POST,
    verb="handover.offer",
    objects=_HANDOVER,
)
def withdraw(request: Asked, id: int) -> HttpResponse:
    return after(request, handing_over.withdraw(request.actor, id).ticket_id)


def handover_beside(actor: Actor, ticket: Ticket, *, offers: bool) -> dict[str, Any]:
    """What stands beside a ticket of the hand-over that is open, or was returned to who answers for it still, and who
    may do what about it. `offers`: whether the actor hands this ticket over at all."""
    rows = Handover.objects.visible_to(actor).filter(ticket=ticket)
    last = rows.select_related("giver", "offered_by", "team", "user", "answered_by").order_by("-id").first()
    if last is None or not _is_of_use(last, ticket):
        return {"handover": None, "answers_offer": False, "takes_back": False}
    is_open = last.state == Handover.OFFERED
    return {
        "handover": last,
        "answers_offer": is_open and handing_over.is_receiver(actor, last),
        "is_overdue": is_open and last.due_at < now(),
        "takes_back": is_open and offers and handing_over.may_withdraw(actor, ticket, last),
    }


def _is_of_use(last: Handover, ticket: Ticket) -> bool:
    is_still_theirs = last.giver_id == ticket.owner_id and ticket.category < Category.CLOSED
    return last.state == Handover.OFFERED or (last.state == Handover.RETURNED and is_still_theirs)


def _chosen(request: Asked, form: HandoverForm) -> tuple[Team | None, User | None]:
    team, user = form.cleaned_data["team"], form.cleaned_data["user"]
    return (
        find(Team.objects.visible_to(request.actor), pk=team) if team else None,
        find(User.objects.visible_to(request.actor), pk=user) if user else None,
    )


def _page(request: Asked, ticket: Ticket, form: HandoverForm, status: int = 200) -> HttpResponse:
    context = {"viewer": request.viewer, "ticket": ticket, "form": form}
    return render(request, "desk/tickets/hand_over.html", context, status=status)
