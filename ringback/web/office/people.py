"""People who work here: adding, changing, letting go."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ringback.access import inviting, signed_in, staff, ways_in
from ringback.access.models import User
from ringback.access.roles import Role
from ringback.kit.errors import Refusal
from ringback.web.asked import Asked
from ringback.web.find import find
from ringback.web.forms import StrictForm, first_problem, say_no
from ringback.web.pages import render, see_other
from ringback.web.routes import route, url
from ringback.web.session_lines import EndForm, lines
from ringback.web.words import ROLES

USER = {"id": "user"}
_ROLES = [(str(role), ROLES[str(role)]) for role in Role]


class UserForm(StrictForm):
    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.CharField(label=_("Mail address"), max_length=254)
    roles = forms.MultipleChoiceField(label=_("Roles"), choices=_ROLES)
    version = forms.IntegerField(required=False)


@route("office/people", name="people", verb="user.read")
def index(request: Asked) -> HttpResponse:
    seen = User.objects.visible_to(request.actor).exclude(roles="").prefetch_related("memberships__team")
    found = list(seen.order_by("-is_active", "name", "id"))
    context = {"viewer": request.viewer, "found": found, "roles": ROLES, "form": UserForm()}
    return render(request, "office/people/index.html", context)


@route("office/people", name="people", methods=("POST",), verb="user.write")
def create(request: Asked) -> HttpResponse:
    form = UserForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            user = staff.add(request.actor, given["email"], given["name"], given["roles"])
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            return see_other(request, url("person", id=user.pk))
    context = {"viewer": request.viewer, "found": [], "roles": ROLES, "form": form}
    return render(request, "office/people/index.html", context, status=422)


@route("office/people/<int:id>", name="person", verb="user.write", objects=USER)
def show(request: Asked, id: int) -> HttpResponse:
    user = _find(request, id)
    initial = {"name": user.name, "email": user.email, "roles": user.roles.split()}
    return _page(request, user, UserForm(initial=initial))


@route("office/people/<int:id>", name="person", methods=("POST",), verb="user.write", objects=USER)
def update(request: Asked, id: int) -> HttpResponse:
    user = _find(request, id)
    form = UserForm(request.POST)
    if form.is_valid():
        given = dict(form.cleaned_data)
        try:
            staff.change(request.actor, id, given, given.pop("version"))
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            return see_other(request, url("person", id=id))
    return _page(request, user, form, status=422)


@route("office/people/<int:id>/leave", name="person.off", methods=("POST",), verb="user.write", objects=USER)
def deactivate(request: Asked, id: int) -> HttpResponse:
    staff.deactivate(request.actor, id)
    return see_other(request, url("person", id=id))


@route("office/people/<int:id>/return", name="person.on", methods=("POST",), verb="user.write", objects=USER)
def reactivate(request: Asked, id: int) -> HttpResponse:
    staff.reactivate(request.actor, id)
    return see_other(request, url("person", id=id))


@route(
    "office/people/<int:id>/invitation",
    name="person.invite",
    methods=("POST",),
    verb="user.write",
    objects=USER,
)
def invite(request: Asked, id: int) -> HttpResponse:
    inviting.invite(request.actor, id)
    messages.success(request, gettext("The invitation is on its way."))
    return see_other(request, url("person", id=id))


@route(
    "office/people/<int:id>/factors/end",
    name="person.factors.end",
    methods=("POST",),
    verb="user.write",
    objects=USER,
)
def take_factors(request: Asked, id: int) -> HttpResponse:
    ways_in.take_factors(request.actor, id)
    messages.success(request, gettext("They sign in by their password now, and were told by mail."))
    return see_other(request, url("person", id=id))


@route(
    "office/people/<int:id>/sessions/end",
    name="person.sessions.end",
    methods=("POST",),
    verb="user.write",
    objects=USER,
)
def end_session(request: Asked, id: int) -> HttpResponse:
    user, form = _find(request, id), EndForm(request.POST)
    if not form.is_valid():
        raise first_problem(form)
    if one := form.cleaned_data["session"]:
        signed_in.end(request.actor, one)
    else:
        signed_in.end_all(request.actor, user.pk)
    return see_other(request, url("person", id=id))


def _find(request: Asked, id: int) -> User:
    return find(User.objects.visible_to(request.actor), pk=id)


def _page(request: Asked, user: User, form: UserForm, status: int = 200) -> HttpResponse:
    context = {
        "viewer": request.viewer,
        "person": user,
        "memberships": list(user.memberships.select_related("team").order_by("team__folded")),
        "sessions": lines(request, user.pk),
        "factors": user.pk != request.viewer.id and ways_in.has_factors(user),
        "form": form,
    }
    return render(request, "office/people/show.html", context, status=status)
