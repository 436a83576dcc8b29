"""Contact reasons as a tree, and the three lists of codes."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ringback.access import coding
from ringback.company.models import Code, Reason
from ringback.company.reasons import DEEPEST
from ringback.kit.errors import Refusal
from ringback.web.asked import Asked
from ringback.web.find import find
from ringback.web.forms import StrictForm, say_no
from ringback.web.pages import render, see_other
from ringback.web.routes import route, url
from ringback.web.words import CODE_KINDS

REASON, CODE = {"id": "reason"}, {"id": "code"}
_POST = ("POST",)


class ReasonForm(StrictForm):
    """`parents`: ids and paths of what it may stand below."""

    name = forms.CharField(label=_("Name"), max_length=100)
    parent = forms.TypedChoiceField(
        label=_("Stands below"), required=False, coerce=int, empty_value=None, choices=()
    )

    def __init__(self, parents: list[tuple[int, str]], *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        field = self.fields["parent"]
        if isinstance(field, forms.TypedChoiceField):
            field.choices = [("", _now("Nothing: at the top")), *parents]


class ChangeReasonForm(ReasonForm):
    is_active = forms.BooleanField(
        label=_("In use"), required=False, help_text=_("What stands below is retired with it.")
    )
    version = forms.IntegerField(required=False)


class CodeForm(StrictForm):
    kind = forms.ChoiceField(label=_("List"), choices=list(CODE_KINDS.items()))
    name = forms.CharField(label=_("Name"), max_length=100)


class ChangeCodeForm(StrictForm):
    name = forms.CharField(label=_("Name"), max_length=100)
    is_active = forms.BooleanField(label=_("In use"), required=False)
    version = forms.IntegerField(required=False)


@route("office/codes", name="codes", verb="code.write")
def index(request: Asked) -> HttpResponse:
    return _list(request, ReasonForm(_parents(request)), CodeForm())


@route("office/codes", name="codes", methods=_POST, verb="code.write")
def define_code(request: Asked) -> HttpResponse:
    form = CodeForm(request.POST)
    if form.is_valid():
        try:
            coding.define_code(request.actor, **form.cleaned_data)
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            return see_other(request, url("codes"))
    return _list(request, ReasonForm(_parents(request)), form, status=422)


@route("office/reasons", name="reasons", methods=_POST, verb="code.write")
def define_reason(request: Asked) -> HttpResponse:
    form = ReasonForm(_parents(request), request.POST)
    if form.is_valid():
        try:
            coding.define_reason(request.actor, **form.cleaned_data)
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            return see_other(request, url("codes"))
    return _list(request, form, CodeForm(), status=422)


@route("office/reasons/<int:id>", name="reason", verb="code.write", objects=REASON)
def show_reason(request: Asked, id: int) -> HttpResponse:
    reason = find(coding.reasons_seen_by(request.actor), pk=id)
    initial = {"name": reason.name, "parent": reason.parent_id, "is_active": reason.is_active}
    return _reason(request, reason, ChangeReasonForm(_parents(request, reason), initial=initial))


@route("office/reasons/<int:id>", name="reason", methods=_POST, verb="code.write", objects=REASON)
def change_reason(request: Asked, id: int) -> HttpResponse:
    reason = find(coding.reasons_seen_by(request.actor), pk=id)
    form = ChangeReasonForm(_parents(request, reason), request.POST)
    if form.is_valid():
        changes = dict(form.cleaned_data)
        try:
            coding.change_reason(request.actor, id, changes, changes.pop("version"))
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            return see_other(request, url("codes"))
    return _reason(request, reason, form, status=422)


@route("office/codes/<int:id>", name="code", verb="code.write", objects=CODE)
def show_code(request: Asked, id: int) -> HttpResponse:
    code = find(coding.codes_seen_by(request.actor), pk=id)
    return _code(request, code, ChangeCodeForm(initial={"name": code.name, "is_active": code.is_active}))


@route("office/codes/<int:id>", name="code", methods=_POST, verb="code.write", objects=CODE)
def change_code(request: Asked, id: int) -> HttpResponse:
    code = find(coding.codes_seen_by(request.actor), pk=id)
    form = ChangeCodeForm(request.POST)
    if form.is_valid():
        changes = dict(form.cleaned_data)
        try:
            coding.change_code(request.actor, id, changes, changes.pop("version"))
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            return see_other(request, url("codes"))
    return _code(request, code, form, status=422)


def _parents(request: Asked, but: Reason | None = None) -> list[tuple[int, str]]:
    """What something may stand below: neither a leaf of the last level nor, of a reason, itself."""
    rows = coding.reasons_seen_by(request.actor).filter(level__lt=DEEPEST)
    current = but.parent_id if but else None
    return [
        (row.pk, row.path)
        for row in rows.order_by("path", "id")
        if (but is None or row.pk != but.pk) and (row.is_active or row.pk == current)
    ]


def _list(request: Asked, reason: ReasonForm, code: CodeForm, status: int = 200) -> HttpResponse:
    codes = list(coding.codes_seen_by(request.actor).order_by("-is_active", "name", "id"))
    context = {
        "viewer": request.viewer,
        "reasons": list(coding.reasons_seen_by(request.actor).order_by("path", "id")),
        "lists": [(label, [one for one in codes if one.kind == kind]) for kind, label in CODE_KINDS.items()],
        "reason_form": reason,
        "code_form": code,
    }
    return render(request, "office/codes/index.html", context, status=status)


def _reason(request: Asked, reason: Reason, form: ChangeReasonForm, status: int = 200) -> HttpResponse:
    context = {
        "viewer": request.viewer,
        "what": reason,
        "form": form,
        "address": url("reason", id=reason.pk),
        "versions": list(reason.versions.order_by("-number")),
    }
    return render(request, "office/codes/show.html", context, status=status)


def _code(request: Asked, code: Code, form: ChangeCodeForm, status: int = 200) -> HttpResponse:
    context = {
        "viewer": request.viewer,
        "what": code,
        "form": form,
        "address": url("code", id=code.pk),
        "versions": [],
    }
    return render(request, "office/codes/show.html", context, status=status)
