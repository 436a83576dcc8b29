"""Where a ticket stands."""

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from ringback.kit.errors import Refusal
from ringback.tickets.choices import statuses
from ringback.tickets.statuses import set_status
from ringback.web.asked import Asked
from ringback.web.desk.tickets import TICKET, after
from ringback.web.forms import StrictForm, first_problem
from ringback.web.routes import route


class StatusForm(StrictForm):
    status = forms.IntegerField()
    reason = forms.CharField(required=False, max_length=20)
    # As the reader's clock shows it: the middleware has set their zone.
    scheduled_for = forms.DateTimeField(required=False)


@route(
    "tickets/<int:number>/status",
    name="ticket.status",
    methods=("POST",),
    verb="ticket.status",
    objects=TICKET,
)
def update(request: Asked, number: int) -> HttpResponse:
    form = StatusForm(request.POST)
    if not form.is_valid():
        raise first_problem(form)
    chosen = [status for status in statuses() if status.pk == form.cleaned_data["status"]]
    if not chosen:
        raise Refusal(str(_("There is no such status.")), field="status")
    given = form.cleaned_data
    moment = given["scheduled_for"]
    set_status(request.actor, number, chosen[0], reason=given["reason"], scheduled_for=moment)
    return after(request, number)
