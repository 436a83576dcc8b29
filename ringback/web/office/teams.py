"""Teams, and who is in them."""

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from ringback.access import teams
from ringback.access.models import Team, User
from ringback.kit.errors import Refusal
from ringback.kit.text import whole
from ringback.web.asked import Asked
from ringback.web.find import find
from ringback.web.forms import KeysField, StrictForm, first_problem, say_no
from ringback.web.pages import render, see_other
from ringback.web.routes import route, url

TEAM = {"id": "team"}


class TeamForm(StrictForm):
    name = forms.CharField(label=_("Name"), max_length=100)
    is_active = forms.BooleanField(label=_("Works"), required=False, initial=True)
    is_partner = forms.BooleanField(label=_("Belongs to a partner"), required=False)
    version = forms.IntegerField(required=False)


class MembersForm(StrictForm):
    members = KeysField()
    leaders = KeysField()


@route("office/teams", name="teams", verb="team.read")
def index(request: Asked) -> HttpResponse:
    return _list(request, TeamForm(initial={"is_active": True}))


@route("office/teams", name="teams", methods=("POST",), verb="team.write")
def create(request: Asked) -> HttpResponse:
    form = TeamForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            team = teams.found(request.actor, given["name"], is_partner=given["is_partner"])
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            return see_other(request, url("team", id=team.pk))
    return _list(request, form, status=422)


@route("office/teams/<int:id>", name="team", verb="team.write", objects=TEAM)
def show(request: Asked, id: int) -> HttpResponse:
    team = _find(request, id)
    return _page(
        request, team, TeamForm(initial={n: getattr(team, n) for n in ("name", "is_active", "is_partner")})
    )


@route("office/teams/<int:id>", name="team", methods=("POST",), verb="team.write", objects=TEAM)
def update(request: Asked, id: int) -> HttpResponse:
    team = _find(request, id)
    form = TeamForm(request.POST)
    if form.is_valid():
        given = dict(form.cleaned_data)
        try:
            teams.change(request.actor, id, given, given.pop("version"))
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            return see_other(request, url("team", id=id))
    return _page(request, team, form, status=422)


@route(
    "office/teams/<int:id>/members", name="team.members", methods=("POST",), verb="team.write", objects=TEAM
)
def set_members(request: Asked, id: int) -> HttpResponse:
    form = MembersForm(request.POST)
    if not form.is_valid():
        raise first_problem(form)
    chosen, leading = _ids(form.cleaned_data["members"]), _ids(form.cleaned_data["leaders"])
    teams.set_members(request.actor, id, {pk: pk in leading for pk in chosen | leading})
    return see_other(request, url("team", id=id))


def _ids(values: list[str]) -> set[int]:
    found = {number for value in values if (number := whole(value)) is not None}
    if len(found) < len(set(values)):
        raise Refusal(str(_("Nobody is called so.")), field="members")
    return found


def _find(request: Asked, id: int) -> Team:
    return find(Team.objects.visible_to(request.actor), pk=id)


def _list(request: Asked, form: TeamForm, status: int = 200) -> HttpResponse:
    seen = (
        Team.objects.visible_to(request.actor)
        .prefetch_related("members", "lines")
        .order_by("-is_active", "folded")
    )
    context = {"viewer": request.viewer, "found": list(seen), "form": form}
    return render(request, "office/teams/index.html", context, status=status)


def _page(request: Asked, team: Team, form: TeamForm, status: int = 200) -> HttpResponse:
    members = dict(team.membership_set.values_list("user_id", "is_leader"))
    people = User.objects.visible_to(request.actor).exclude(roles="").order_by("name", "id")
    context = {
        "viewer": request.viewer,
        "team": team,
        "people": [person for person in people if person.is_active or person.pk in members],
        "members": members,
        "form": form,
    }
    return render(request, "office/teams/show.html", context, status=status)
