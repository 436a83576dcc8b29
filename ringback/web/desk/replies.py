"""Answering a customer."""

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from ringback.channels.adapters.email.parsed import Address
from ringback.kit.errors import Stale
from ringback.resolution.resolving import resolve
from ringback.tickets.choices import statuses
from ringback.tickets.coding import NAMES
from ringback.tickets.drafting import pictures_in
from ringback.tickets.models import Draft
from ringback.tickets.replying import Written, reply
from ringback.web import addresses
from ringback.web.asked import Asked
from ringback.web.desk.composer import composer
from ringback.web.desk.finding import ticket_of
from ringback.web.desk.tickets import TICKET, after
from ringback.web.desk.uploads import attach_all
from ringback.web.forms import HtmlForm, KeysField, first_problem
from ringback.web.pages import toast
from ringback.web.routes import route

_SENT = _("On its way")
_MOVED = _("Nothing was sent: there is something new in the thread. Your text is kept.")


class ReplyForm(HtmlForm):
    to = forms.CharField(required=False, max_length=10_000)
    cc = forms.CharField(required=False, max_length=10_000)
    bcc = forms.CharField(required=False, max_length=10_000)
    attached = KeysField()
    based_on = forms.IntegerField(required=False, min_value=0)
    version = forms.IntegerField(required=False)
    status = forms.IntegerField(required=False)
    resolve = forms.BooleanField(required=False)
    contact_reason = forms.IntegerField(required=False)
    resolution_code = forms.IntegerField(required=False)
    root_cause = forms.IntegerField(required=False)

    def codes(self) -> dict[str, int | None]:
        """Those that were chosen: an empty one stays as it is."""
        return {name: self.cleaned_data[name] for name in NAMES if self.cleaned_data[name]}

    def written(self, more_files: list[str]) -> Written:
        """What the verb takes. Raises Refusal for addresses that are none, or a status that does not exist."""
        given = self.cleaned_data
        chosen = [status for status in statuses() if status.pk == given["status"]]
        return Written(
            html=self.html(),
            to=self._addresses("to"),
            cc=self._addresses("cc"),
            bcc=self._addresses("bcc"),
            files=[*given["attached"], *more_files],
            based_on=given["based_on"],
            status=chosen[0] if chosen else None,
            addressed=True,
        )

    def _addresses(self, field: str) -> list[Address]:
        return addresses.read(self.cleaned_data[field], field)


@route("tickets/<int:number>/replies", name="replies", methods=("POST",), verb="ticket.reply", objects=TICKET)
def create(request: Asked, number: int) -> HttpResponse:
    form = ReplyForm(request.POST)
    if not form.is_valid():
        raise first_problem(form)
    uploads = attach_all(request, number, Draft.REPLY)
    pictures = pictures_in(request.actor, number, form.html())
    try:
        _send(request, number, form, form.written([*uploads, *pictures]))
    except Stale as moved:
        return _moved_on(request, number, moved)
    fresh = composer(request.actor, ticket_of(request.actor, number), "reply")
    return toast(after(request, number, composed=fresh), str(_SENT))


def _send(request: Asked, number: int, form: ReplyForm, written: Written) -> None:
    if form.cleaned_data["resolve"]:
        resolve(request.actor, number, written, form.codes())
    else:
        reply(request.actor, number, written)


def _moved_on(request: Asked, number: int, moved: Stale) -> HttpResponse:
    """Nothing was sent: show what is new above the text, which is kept."""
    if "HX-Request" not in request.headers:
        raise moved
    news = len(moved.more.get("new", ())) or 1
    held = composer(request.actor, ticket_of(request.actor, number), "reply", news)
    return toast(after(request, number, composed=held, status=409), str(_MOVED), kind="error")
