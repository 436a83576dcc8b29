"""The lines below replies of a team."""

from django.http import HttpResponse

from ringback.tickets import signing
from ringback.web.asked import Asked
from ringback.web.forms import HtmlForm, first_problem
from ringback.web.pages import render, see_other
from ringback.web.routes import route, url


@route("office/signatures", name="signatures", verb="signature.write")
def index(request: Asked) -> HttpResponse:
    context = {"viewer": request.viewer, "found": signing.of_teams(request.actor)}
    return render(request, "office/signatures.html", context)


@route(
    "office/signatures/<int:id>",
    name="signature",
    methods=("POST",),
    verb="signature.write",
    objects={"id": "team"},
)
def update(request: Asked, id: int) -> HttpResponse:
    form = HtmlForm(request.POST)
    if not form.is_valid():
        raise first_problem(form)
    signing.sign_for_team(request.actor, id, form.html())
    return see_other(request, url("signatures"))
