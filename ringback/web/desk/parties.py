"""Who has a part in the case beside who asked and who is copied."""

from datetime import date, datetime, time, timedelta

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone

from ringback.kit.errors import Unseen
from ringback.tickets import locking, parties
from ringback.tickets.models import Party
from ringback.web.asked import Asked
from ringback.web.desk.aside import part_of
from ringback.web.desk.finding import ticket_of
from ringback.web.desk.somebody import called
from ringback.web.desk.tickets import TICKET
from ringback.web.find import find
from ringback.web.forms import StrictForm, first_problem
from ringback.web.routes import route
from ringback.web.words import PARTIES, PROOFS

_POST = ("POST",)
_PARTY = {**TICKET, "id": "party"}


class AuthorityForm(StrictForm):
    proof = forms.ChoiceField(choices=list(PROOFS.items()), required=False)
    evidence = forms.CharField(max_length=500, required=False)
    scope = forms.CharField(max_length=500, required=False)
    until = forms.DateField(required=False)

    def authority(self) -> parties.Authority:
        given = self.cleaned_data
        return parties.Authority(
            given["proof"] or Party.NO_PROOF, given["evidence"], given["scope"], _end_of(given["until"])
        )


class PartyForm(AuthorityForm):
    somebody = forms.CharField(max_length=500)
    role = forms.ChoiceField(choices=list(PARTIES.items()))


@route(
    "tickets/<int:number>/parties", name="parties", methods=_POST, verb="ticket.participants", objects=TICKET
)
def create(request: Asked, number: int) -> HttpResponse:
    # Nobody is told what is wrong with what they may not send.
    locking.check(request.actor, ticket_of(request.actor, number), "ticket.participants")
    form = PartyForm(request.POST)
    if not form.is_valid():
        raise first_problem(form)
    role = form.cleaned_data["role"]
    authority = form.authority() if role == Party.REPRESENTATIVE else None
    # Somebody new is not kept where their part is refused.
    with transaction.atomic():
        somebody = called(request.actor, form.cleaned_data["somebody"], "somebody")
        parties.add(request.actor, number, parties.Part(somebody, role, authority))
    return part_of(request, number)


@route(
    "tickets/<int:number>/parties/<int:id>/authority",
    name="party.authorise",
    methods=_POST,
    verb="ticket.participants",
    objects=_PARTY,
)
def authorise(request: Asked, number: int, id: int) -> HttpResponse:
    form = AuthorityForm(request.POST)
    if not form.is_valid():
        raise first_problem(form)
    parties.authorise(request.actor, _of(request, number, id), form.authority())
    return part_of(request, number)


@route(
    "tickets/<int:number>/parties/<int:id>/end",
    name="party.end",
    methods=_POST,
    verb="ticket.participants",
    objects=_PARTY,
)
def end(request: Asked, number: int, id: int) -> HttpResponse:
    parties.end(request.actor, _of(request, number, id))
    return part_of(request, number)


def _of(request: Asked, number: int, pk: int) -> int:
    """The party's id where it stands on this ticket's page."""
    party = find(Party.objects.visible_to(request.actor).select_related("ticket"), pk=pk)
    if number not in (party.ticket_id, party.ticket.canonical_id):
        raise Unseen()
    return pk


def _end_of(day: date | None) -> datetime | None:
    """The last moment of a day where the reader is."""
    if day is None:
        return None
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min)) - timedelta(seconds=1)
