"""Drafts, kept while they are typed, and everybody's own list of them."""

from typing import Any

from django import forms
from django.http import HttpResponse, JsonResponse

from ringback.tickets import drafting
from ringback.tickets.models import Draft
from ringback.web import addresses
from ringback.web.asked import Asked
from ringback.web.desk.notes import NoteForm, mentioned
from ringback.web.desk.replies import ReplyForm
from ringback.web.desk.tickets import TICKET, after
from ringback.web.find import find
from ringback.web.forms import HtmlForm, first_problem
from ringback.web.routes import route

_FORMS: dict[str, type[HtmlForm]] = {Draft.REPLY: ReplyForm, Draft.NOTE: NoteForm}


@route(
    "tickets/<int:number>/drafts/<str:kind>",
    name="draft",
    methods=("POST",),
    verb="ticket.draft",
    objects=TICKET,
)
def update(request: Asked, number: int, kind: str) -> HttpResponse:
    form: forms.Form = _FORMS.get(kind, ReplyForm)(request.POST)
    if not form.is_valid() or not isinstance(form, HtmlForm):
        raise first_problem(form)
    given = form.cleaned_data
    draft = drafting.save(
        request.actor,
        number,
        kind,
        form.html(),
        addresses=_called(request, given) if kind == Draft.NOTE else listed(given),
        based_on=given.get("based_on"),
        version=given.get("version") or None,
    )
    return JsonResponse({"version": draft.version})


@route(
    "drafts/<int:id>/removal",
    name="draft.remove",
    methods=("POST",),
    verb="ticket.draft",
    objects={"id": "draft"},
)
def destroy(request: Asked, id: int) -> HttpResponse:
    draft = find(Draft.objects.visible_to(request.actor), pk=id)
    number, kind = draft.ticket_id, draft.kind
    drafting.discard(request.actor, id)
    return after(request, number, compose=kind)


def _called(request: Asked, given: dict[str, Any]) -> dict[str, object]:
    users, teams = mentioned(request, given["mention"])
    kept = {"users": [user.pk for user in users], "teams": [team.pk for team in teams]}
    return {**kept, "is_for_partner": given["is_for_partner"]}


def listed(given: dict[str, Any]) -> dict[str, list[list[str]]]:
    """To whom a form of a reply is addressed, as a draft keeps it."""
    return {key: addresses.as_rows(addresses.readable(given[key])) for key in ("to", "cc", "bcc")}
