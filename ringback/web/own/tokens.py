"""Keys for programs that act in one's name."""

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from ringback.access import tokens
from ringback.access.models import Token
from ringback.access.token_scopes import SCOPES
from ringback.kit.errors import Refusal
from ringback.web.asked import Asked
from ringback.web.forms import StrictForm, say_no
from ringback.web.pages import render, see_other
from ringback.web.routes import route, url


class TokenForm(StrictForm):
    name = forms.CharField(label=_("What for"), max_length=100)
    days = forms.IntegerField(label=_("Days it lives"), min_value=1, max_value=3650, initial=365)
    scopes = forms.MultipleChoiceField(
        label=_("Only for"),
        choices=[(name, name) for name in sorted(SCOPES)],
        required=False,
        help_text=_("None ticked: all that you may."),
    )


@route("me/tokens", name="tokens", verb="token.write")
def index(request: Asked) -> HttpResponse:
    return _page(request, TokenForm())


@route("me/tokens", name="tokens", methods=("POST",), verb="token.write")
def create(request: Asked) -> HttpResponse:
    form = TokenForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            made = tokens.create(
                request.actor, request.viewer.id, given["name"], given["scopes"], given["days"]
            )
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            return _page(request, TokenForm(), secret=made[1])
    return _page(request, form, status=422)


@route(
    "me/tokens/<int:id>/end",
    name="token.revoke",
    methods=("POST",),
    verb="token.write",
    objects={"id": "token"},
)
def destroy(request: Asked, id: int) -> HttpResponse:
    tokens.revoke(request.actor, id)
    return see_other(request, url("tokens"))


def _page(request: Asked, form: TokenForm, status: int = 200, secret: str = "") -> HttpResponse:
    found = Token.objects.visible_to(request.actor).filter(owner_id=request.viewer.id).order_by("-id")
    context = {"viewer": request.viewer, "found": list(found), "form": form, "secret": secret}
    return render(request, "own/tokens.html", context, status=status)
