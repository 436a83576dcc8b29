"""Answering a customer."""

from urllib.parse import urlsplit

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from ringback.channels.adapters.email.parsed import Address
from ringback.company import house
from ringback.kit.errors import Stale
from ringback.resolution.resolving import resolve
from ringback.tickets import undoing
from ringback.tickets.choices import statuses
from ringback.tickets.coding import NAMES
from ringback.tickets.drafting import pictures_in
from ringback.tickets.families import canonical_of
from ringback.tickets.models import Draft, Message
from ringback.tickets.replying import Written, reply
from ringback.web import addresses
from ringback.web.asked import Asked
from ringback.web.desk.tickets import TICKET, after
from ringback.web.desk.uploads import attach_all
from ringback.web.forms import HtmlForm, KeysField, first_problem
from ringback.web.pages import see_other, toast
from ringback.web.routes import route, url

_SENT = _("On its way")
_UNDONE = _("Taken back: your text is here again")
_MOVED = _("Nothing was sent: there is something new in the thread. Your text is kept.")

_MESSAGE = {"id": "message"}


class ReplyForm(HtmlForm):
    to = forms.CharField(required=False, max_length=10_000)
    cc = forms.CharField(required=False, max_length=10_000)
    bcc = forms.CharField(required=False, max_length=10_000)
    attached = KeysField()
    based_on = forms.IntegerField(required=False, min_value=0)
    version = forms.IntegerField(required=False)
    status = forms.IntegerField(required=False)
    # As the reader's clock shows it: the middleware has set their zone.
    send_at = forms.DateTimeField(required=False)
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
            undo_seconds=house.get("undo_seconds"),
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
    written = form.written([*uploads, *pictures])
    try:
        sent = _send(request, number, form, written)
    except Stale as moved:
        return _moved_on(request, number, moved)
    answer = after(request, number, compose="reply")
    back = url("message.undo", id=sent.pk) if written.undo_seconds else ""
    return toast(answer, str(_SENT), undo=back, seconds=written.undo_seconds)


@route(
    "messages/<int:id>/undo", name="message.undo", methods=("POST",), verb="ticket.reply", objects=_MESSAGE
)
def undo(request: Asked, id: int) -> HttpResponse:
    draft = undoing.undo(request.actor, id)
    number = canonical_of(draft.ticket_id)
    if not _is_shown(request, number):
        return see_other(request, url("ticket", number=number))
    return toast(after(request, number, compose="reply"), str(_UNDONE))


def _is_shown(request: Asked, number: int) -> bool:
    """Whoever has gone on to another ticket within the seconds is led back to where the text is."""
    return urlsplit(request.headers.get("HX-Current-URL", "")).path == url("ticket", number=number)


def _send(request: Asked, number: int, form: ReplyForm, written: Written) -> Message:
    if form.cleaned_data["resolve"]:
        return resolve(request.actor, number, written, form.codes()).message
    return reply(request.actor, number, written)


def _moved_on(request: Asked, number: int, moved: Stale) -> HttpResponse:
    """Nothing was sent: show what is new above the text, which is kept."""
    if "HX-Request" not in request.headers:
        raise moved
    news = len(moved.more.get("new", ())) or 1
    held = after(request, number, compose="reply", news=news, status=409)
    return toast(held, str(_MOVED), kind="error")
