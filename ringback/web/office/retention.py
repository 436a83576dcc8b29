"""How long things are kept: one table, with what is over its period now."""

from typing import cast

from django import forms
from django.http import HttpResponse

from ringback.kit.errors import Refusal
from ringback.transfer import retention
from ringback.web.asked import Asked
from ringback.web.forms import StrictForm, say_no
from ringback.web.pages import render, see_other
from ringback.web.routes import route, url


class RetentionForm(StrictForm):
    """One field a rule."""


for _rule in retention.RULES:
    RetentionForm.base_fields[_rule.name] = forms.IntegerField(
        label=cast(str, _rule.about), min_value=0, max_value=retention.LONGEST
    )


@route("office/retention", name="retention", verb="setting.write")
def show(request: Asked) -> HttpResponse:
    found = retention.table(request.actor)
    return _page(request, RetentionForm(initial={row.name: row.days for row in found}), found)


@route("office/retention", name="retention", methods=("POST",), verb="setting.write")
def update(request: Asked) -> HttpResponse:
    form = RetentionForm(request.POST)
    if form.is_valid():
        try:
            retention.change(request.actor, form.cleaned_data)
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            return see_other(request, url("retention"))
    return _page(request, form, retention.table(request.actor), status=422)


def _page(
    request: Asked, form: RetentionForm, found: list[retention.Kept], status: int = 200
) -> HttpResponse:
    rows = [(row, form[row.name]) for row in found]
    context = {"viewer": request.viewer, "form": form, "rows": rows, "is_agreed": retention.is_agreed()}
    return render(request, "office/retention.html", context, status=status)
