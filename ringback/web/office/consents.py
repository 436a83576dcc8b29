"""Contact points that sign in at Google, Microsoft 365 or elsewhere by somebody's consent instead of a password."""

from django.http import HttpResponse

from ringback.channels import consenting
from ringback.kit.errors import Refusal
from ringback.web.asked import Asked
from ringback.web.forms import say_no
from ringback.web.office import lines
from ringback.web.office.consent_form import ConsentForm
from ringback.web.pages import render, see_other
from ringback.web.routes import route, url


@route(
    "office/lines/<int:id>/consent",
    name="consent",
    methods=("POST",),
    verb="line.write",
    objects=lines.LINE,
)
def update(request: Asked, id: int) -> HttpResponse:
    line = lines.find_line(request, id)
    form = ConsentForm(data=request.POST)
    if form.is_valid():
        try:
            consenting.set_up(request.actor, id, consenting.Setup(**form.cleaned_data))
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            return see_other(request, url("line", id=id) + "#consent")
    return lines.page(request, lines.form_of(request, line), line, status=422, agreeing=form)


@route(
    "office/lines/<int:id>/consent/question",
    name="consent.ask",
    methods=("POST",),
    verb="line.write",
    objects=lines.LINE,
)
def ask(request: Asked, id: int) -> HttpResponse:
    line = lines.find_line(request, id)
    # A link leads on, no redirect: browsers take that for part of the form, whose policy is 'self'.
    context = {"viewer": request.viewer, "line": line, "away": consenting.question(request.actor, id)}
    return render(request, "office/lines/question.html", context)


@route(
    "office/lines/<int:id>/consent/removal",
    name="consent.remove",
    methods=("POST",),
    verb="line.write",
    objects=lines.LINE,
)
def remove(request: Asked, id: int) -> HttpResponse:
    consenting.withdraw(request.actor, id)
    return see_other(request, url("line", id=id) + "#consent")


@route(consenting.RETURN.lstrip("/"), name="consent.answer", verb="line.write")
def answer(request: Asked) -> HttpResponse:
    """The provider has sent them back."""
    line = consenting.answer(request.actor, request.GET.get("state", ""), request.GET.get("code", ""))
    return see_other(request, url("line", id=line.pk) + "#consent")
