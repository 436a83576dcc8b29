"""The codes of a ticket, and what the customer said aloud about its outcome."""

from typing import Any

from django import forms
from django.http import HttpResponse

from ringback.ledger.actor import Actor
from ringback.resolution.answering import spoken
from ringback.resolution.models import Confirmation
from ringback.resolution.results import questions_of
from ringback.tickets import coding
from ringback.tickets.code_choices import choices
from ringback.tickets.models import Category, Ticket
from ringback.web.asked import Asked
from ringback.web.desk.tickets import TICKET, after
from ringback.web.forms import StrictForm, first_problem
from ringback.web.routes import route


class CodingForm(StrictForm):
    contact_reason = forms.IntegerField(required=False)
    resolution_code = forms.IntegerField(required=False)
    root_cause = forms.IntegerField(required=False)


class SpokenForm(StrictForm):
    answer = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])


@route(
    "tickets/<int:number>/coding", name="ticket.coding", methods=("POST",), verb="ticket.code", objects=TICKET
)
def update(request: Asked, number: int) -> HttpResponse:
    form = CodingForm(request.POST)
    if not form.is_valid():
        raise first_problem(form)
    given = {name: form.cleaned_data[name] for name in coding.NAMES if name in request.POST}
    coding.code(request.actor, number, given)
    return after(request, number)


@route(
    "tickets/<int:number>/confirmations",
    name="ticket.confirm",
    methods=("POST",),
    verb="ticket.confirm",
    objects=TICKET,
)
def confirm(request: Asked, number: int) -> HttpResponse:
    form = SpokenForm(request.POST)
    if not form.is_valid():
        raise first_problem(form)
    spoken(request.actor, number, form.cleaned_data["answer"] == "yes")
    return after(request, number)


def beside(actor: Actor, ticket: Ticket) -> dict[str, Any]:
    """What stands beside a ticket of its codes and of the question whether it is settled."""
    offered = choices()
    found = coding.coding_of(ticket)
    lists = [
        ("contact_reason", [*offered.contact_reasons], *_chosen_reason(found)),
        ("resolution_code", [*offered.resolution_codes], *_chosen(found and found.resolution)),
        ("root_cause", [*offered.root_causes], *_chosen(found and found.cause)),
    ]
    return {
        "codings": [(name, _with(options, pk, said), pk, said) for name, options, pk, said in lists],
        "has_codes": offered.has_any or found is not None,
        "suggested": coding.suggested(ticket) if offered.contact_reasons and not _is_reasoned(found) else [],
        "questions": list(questions_of(actor, ticket.pk)),
        "may_hear": ticket.category == Category.RESOLVED,
        "answers": Confirmation.ANSWERS,
    }


def _is_reasoned(found: Any) -> bool:
    return found is not None and found.reason_id is not None


def _chosen_reason(found: Any) -> tuple[int | None, str]:
    return (found.reason.reason_id, found.reason.path) if _is_reasoned(found) else (None, "")


def _chosen(row: Any) -> tuple[int | None, str]:
    return (row.pk, row.name) if row else (None, "")


def _with(options: list[tuple[int, str]], pk: int | None, said: str) -> list[tuple[int, str]]:
    """What was chosen can be read as it was called then, also where it is retired or renamed."""
    rest = [one for one in options if one[0] != pk]
    return rest if pk is None else [(pk, said), *rest]
