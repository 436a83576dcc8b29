"""The way into the office, and the settings of the house."""

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from ringback.access import house_settings
from ringback.company import house
from ringback.kit.errors import Refusal
from ringback.web.asked import Asked
from ringback.web.forms import StrictForm, say_no
from ringback.web.pages import render, see_other
from ringback.web.routes import route, url


class HouseForm(StrictForm):
    name = forms.CharField(
        label=_("Name of the house"), max_length=100, help_text=_("Customers read it in every mail.")
    )
    break_glass = forms.BooleanField(
        label=_("Administrators who are no agents need a reason to read tickets"), required=False
    )
    max_file_mb = forms.IntegerField(
        label=_("Largest file, in MB"), min_value=1, max_value=house.MOST_FILE_MB
    )
    reason_after_days = forms.IntegerField(
        label=_("Days after the last exchange until opening a customer needs a reason"),
        min_value=1,
        max_value=3650,
        help_text=_("An open ticket counts as well. Reasons are kept, and shown to managers."),
    )
    confirmation_days = forms.IntegerField(
        label=_("Working days in which customers say whether it is settled"),
        min_value=1,
        max_value=90,
        help_text=_("Then silence counts, where the question arrived."),
    )
    handover_days = forms.IntegerField(
        label=_("Working days in which a hand-over is accepted or returned"), min_value=1, max_value=90
    )
    undo_seconds = forms.IntegerField(
        label=_("Seconds in which a reply can be taken back"),
        min_value=0,
        max_value=house.MOST_UNDO_SECONDS,
        help_text=_("So long it waits before it leaves. 0: it leaves at once."),
    )
    working_days = forms.CharField(
        label=_("Working days of the week"), max_length=20, help_text=_("1 is Monday: 1 2 3 4 5")
    )
    holidays = forms.CharField(
        label=_("Holidays"), required=False, max_length=10_000, help_text=_("As 2026-12-25, one a line.")
    )
    time_zone = forms.CharField(label=_("Time zone of the house"), max_length=64)

    def clean_holidays(self) -> str:
        return " ".join(self.cleaned_data["holidays"].split())


@route("office", name="office", verb="line.read")
def index(request: Asked) -> HttpResponse:
    return see_other(request, url("lines"))


@route("office/house", name="house", verb="setting.write")
def show(request: Asked) -> HttpResponse:
    return _page(request, HouseForm(initial=house_settings.all_settings(request.actor)))


@route("office/house", name="house", methods=("POST",), verb="setting.write")
def update(request: Asked) -> HttpResponse:
    form = HouseForm(request.POST)
    if form.is_valid():
        try:
            house_settings.change(request.actor, form.cleaned_data)
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            return see_other(request, url("house"))
    return _page(request, form, status=422)


def _page(request: Asked, form: HouseForm, status: int = 200) -> HttpResponse:
    return render(request, "office/house.html", {"viewer": request.viewer, "form": form}, status=status)
