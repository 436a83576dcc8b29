"""The first-run page: behind a link with a secret, until somebody exists."""

from typing import cast

from django import forms
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from ringback.access import first_run
from ringback.kit.errors import Refusal, Unseen
from ringback.web.forms import say_no
from ringback.web.pages import render, see_other
from ringback.web.routes import PUBLIC, route

AT = "first-run/<str:token>"
# The only way in; sessions name it so that Django knows who vouches for them.
BACKEND = "ringback.access.backend.Backend"


class FirstUserForm(forms.Form):
    name = forms.CharField(label=_("Your name"), max_length=200)
    email = forms.CharField(label=_("Your mail address"), max_length=254)
    password = forms.CharField(
        label=_("A password"),
        max_length=200,
        strip=False,
        help_text=_("Ten characters or more, not one that everybody uses."),
    )


@route(AT, name="first-run", verb=PUBLIC)
def new(request: HttpRequest, token: str) -> HttpResponse:
    if not first_run.opens(token):
        raise Unseen()
    return render(request, "entrance/first_run.html", {"form": FirstUserForm(), "token": token})


@route(AT, name="first-run", methods=("POST",), verb=PUBLIC)
def create(request: HttpRequest, token: str) -> HttpResponse:
    if not first_run.opens(token):
        raise Unseen()
    form = FirstUserForm(request.POST)
    if form.is_valid():
        try:
            user = first_run.redeem(token, **cast(dict[str, str], form.cleaned_data))
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            login(request, user, backend=BACKEND)
            return see_other(request, "/")
    return render(request, "entrance/first_run.html", {"form": form, "token": token}, status=422)
