"""The page that an invitation leads to: a password, and in."""

from django import forms
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from ringback.access import inviting, links
from ringback.access.models import Link, User
from ringback.kit.errors import Refusal, Unseen
from ringback.web.entrance.first_run import BACKEND
from ringback.web.forms import say_no
from ringback.web.pages import render, see_other
from ringback.web.routes import PUBLIC, route

AT = "invitation/<str:token>"


class PasswordForm(forms.Form):
    password = forms.CharField(
        label=_("A password"),
        max_length=200,
        strip=False,
        help_text=_("Ten characters or more, not one that everybody uses."),
    )


@route(AT, name="invitation", verb=PUBLIC)
def show(request: HttpRequest, token: str) -> HttpResponse:
    return _page(request, PasswordForm(), token, _invited(token))


@route(AT, name="invitation", methods=("POST",), verb=PUBLIC)
def accept(request: HttpRequest, token: str) -> HttpResponse:
    user = _invited(token)
    form = PasswordForm(request.POST)
    if form.is_valid():
        try:
            user = inviting.accept(token, form.cleaned_data["password"])
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            login(request, user, backend=BACKEND)
            return see_other(request, "/")
    return _page(request, form, token, user, 422)


def _invited(token: str) -> User:
    user = links.holder(Link.INVITATION, token)
    if user is None:
        raise Unseen()
    return user


def _page(
    request: HttpRequest, form: PasswordForm, token: str, user: User, status: int = 200
) -> HttpResponse:
    context = {"form": form, "token": token, "email": user.email}
    return render(request, "entrance/invitation.html", context, status=status)
