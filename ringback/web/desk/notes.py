"""Notes among colleagues."""

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ringback.access.models import Team, User
from ringback.kit.errors import Refusal
from ringback.kit.text import whole
from ringback.tickets import noting
from ringback.tickets.models import Draft, Note
from ringback.web.asked import Asked
from ringback.web.desk.tickets import TICKET, after
from ringback.web.desk.uploads import attach_all
from ringback.web.find import find
from ringback.web.forms import HtmlForm, KeysField, first_problem
from ringback.web.pages import toast
from ringback.web.routes import route


class NoteForm(HtmlForm):
    attached = KeysField()
    mention = KeysField()
    is_for_partner = forms.BooleanField(required=False)
    version = forms.IntegerField(required=False)


class NoteEditForm(HtmlForm):
    version = forms.IntegerField()


@route("tickets/<int:number>/notes", name="notes", methods=("POST",), verb="note.write", objects=TICKET)
def create(request: Asked, number: int) -> HttpResponse:
    form = NoteForm(request.POST)
    if not form.is_valid():
        raise first_problem(form)
    uploads = attach_all(request, number, Draft.NOTE)
    users, teams = mentioned(request, form.cleaned_data["mention"])
    noting.note(
        request.actor,
        number,
        form.html(),
        users=users,
        teams=teams,
        files=[*form.cleaned_data["attached"], *uploads],
        is_for_partner=form.cleaned_data["is_for_partner"],
    )
    return toast(after(request, number, compose="note"), str(_("Noted")))


@route("notes/<int:id>", name="note", methods=("POST",), verb="note.write", objects={"id": "note"})
def update(request: Asked, id: int) -> HttpResponse:
    note = find(Note.objects.visible_to(request.actor), pk=id)
    form = NoteEditForm(request.POST)
    if not form.is_valid():
        raise first_problem(form)
    noting.edit(request.actor, note.pk, form.html(), form.cleaned_data["version"])
    return after(request, note.ticket_id)


def mentioned(request: Asked, named: list[str]) -> tuple[list[User], list[Team]]:
    """`user:3` and `team:1` as rows that the writer may see."""
    ids: dict[str, set[int]] = {"user": set(), "team": set()}
    for name in named:
        kind, _colon, digits = name.partition(":")
        number = whole(digits)
        if kind not in ids or number is None:
            raise Refusal(gettext("Nobody is called so."), field="mention")
        ids[kind].add(number)
    users = list(User.objects.visible_to(request.actor).filter(pk__in=ids["user"]))
    teams = list(Team.objects.visible_to(request.actor).filter(pk__in=ids["team"]))
    if len(users) + len(teams) != sum(map(len, ids.values())):
        raise Refusal(gettext("Nobody is called so."), field="mention")
    return users, teams
