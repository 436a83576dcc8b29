"""One's own profile: name, language, time zone, keys, signature."""

from zoneinfo import available_timezones

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from ringback.access import staff
from ringback.kit.errors import Refusal
from ringback.tickets import signing
from ringback.web.asked import Asked
from ringback.web.forms import HtmlForm, StrictForm, first_problem, say_no
from ringback.web.languages import spoken
from ringback.web.pages import render, see_other
from ringback.web.routes import SIGNED_IN, route, url


class ProfileForm(StrictForm):
    name = forms.CharField(label=_("Name"), max_length=200)
    language = forms.ChoiceField(label=_("Language"), choices=spoken)
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=lambda: [(name, name) for name in sorted(available_timezones())]
    )
    single_keys = forms.BooleanField(
        label=_("Single-key shortcuts"),
        required=False,
        help_text=_("Off, letters alone do nothing: for those who dictate, or who meet a key by accident."),
    )


@route("me", name="me", verb=SIGNED_IN)
def show(request: Asked) -> HttpResponse:
    return _page(request, ProfileForm(initial={name: getattr(request.user, name) for name in staff.OWN}))


@route("me", name="me", methods=("POST",), verb=SIGNED_IN)
def update(request: Asked) -> HttpResponse:
    form = ProfileForm(request.POST)
    if form.is_valid():
        try:
            staff.change_oneself(request.actor, form.cleaned_data)
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            return see_other(request, url("me"))
    return _page(request, form, status=422)


@route("me/signature", name="me.signature", methods=("POST",), verb="ticket.reply")
def sign(request: Asked) -> HttpResponse:
    form = HtmlForm(request.POST)
    if not form.is_valid():
        raise first_problem(form)
    signing.sign_own(request.actor, form.html())
    return see_other(request, url("me"))


def _page(request: Asked, form: ProfileForm, status: int = 200) -> HttpResponse:
    context = {"viewer": request.viewer, "form": form, "signature": signing.own(request.actor).html}
    return render(request, "own/profile.html", context, status=status)
