"""Backups on the desk's machine: what there is, how often, and one now."""

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from ringback.kit.errors import Refusal
from ringback.transfer import backups
from ringback.web.asked import Asked
from ringback.web.forms import StrictForm, say_no
from ringback.web.pages import render, see_other, target_of
from ringback.web.routes import route, url


class BackupsForm(StrictForm):
    every_days = forms.IntegerField(
        label=_("Days between two backups"),
        min_value=0,
        max_value=backups.LONGEST,
        help_text=_("0: only when asked for."),
    )
    keep_days = forms.IntegerField(
        label=_("Days that a backup stays"),
        min_value=1,
        max_value=backups.LONGEST,
        help_text=_("It also holds whoever was erased since. The newest always stays."),
    )


@route("office/backups", name="office.backups", verb="setting.write")
def show(request: Asked) -> HttpResponse:
    found = backups.backups(request.actor)
    form = BackupsForm(initial={"every_days": found.every_days, "keep_days": found.keep_days})
    return _page(request, form, found)


@route("office/backups", name="office.backups", methods=("POST",), verb="setting.write")
def update(request: Asked) -> HttpResponse:
    form = BackupsForm(request.POST)
    if form.is_valid():
        try:
            backups.change(request.actor, **form.cleaned_data)
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            return see_other(request, url("office.backups"))
    return _page(request, form, backups.backups(request.actor), status=422)


@route("office/backups/new", name="office.backups.ask", methods=("POST",), verb="setting.write")
def ask(request: Asked) -> HttpResponse:
    backups.ask(request.actor)
    return see_other(request, url("office.backups"))


def _page(request: Asked, form: BackupsForm, found: backups.Backups, status: int = 200) -> HttpResponse:
    template = "_backups" if target_of(request) == "backups" else "backups"
    context = {"viewer": request.viewer, "form": form, "found": found}
    return render(request, f"office/{template}.html", context, status=status)
