"""Breaking the glass: reading tickets for an hour, with a reason."""

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from ringback.access import glass
from ringback.kit.errors import Refusal
from ringback.web.asked import Asked
from ringback.web.forms import StrictForm, say_no
from ringback.web.pages import render, see_other
from ringback.web.routes import route, url


class GlassForm(StrictForm):
    reason = forms.CharField(
        label=_("Why?"), max_length=500, help_text=_("It is written down, and others read it.")
    )


@route("office/glass", name="glass", verb="glass.break")
def new(request: Asked) -> HttpResponse:
    return _page(request, GlassForm())


@route("office/glass", name="glass", methods=("POST",), verb="glass.break")
def create(request: Asked) -> HttpResponse:
    form = GlassForm(request.POST)
    if form.is_valid():
        try:
            glass.break_glass(request.actor, form.cleaned_data["reason"])
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            return see_other(request, url("tickets") + "?view=open")
    return _page(request, form, status=422)


def _page(request: Asked, form: GlassForm, status: int = 200) -> HttpResponse:
    return render(request, "office/glass.html", {"viewer": request.viewer, "form": form}, status=status)
