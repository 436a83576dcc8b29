"""Where one is signed in, and signing out there."""

from django.http import HttpResponse

from ringback.access import signed_in
from ringback.web.asked import Asked
from ringback.web.forms import first_problem
from ringback.web.pages import render, see_other
from ringback.web.routes import SIGNED_IN, route, url
from ringback.web.session_lines import EndForm, lines


@route("me/sessions", name="sessions", verb=SIGNED_IN)
def index(request: Asked) -> HttpResponse:
    context = {"viewer": request.viewer, "sessions": lines(request, request.viewer.id)}
    return render(request, "own/sessions.html", context)


@route("me/sessions", name="sessions", methods=("POST",), verb=SIGNED_IN)
def end(request: Asked) -> HttpResponse:
    form = EndForm(request.POST)
    if not form.is_valid():
        raise first_problem(form)
    if one := form.cleaned_data["session"]:
        signed_in.end(request.actor, one)
    else:
        signed_in.end_all(request.actor, request.viewer.id, keep=request.session.session_key or "")
    return see_other(request, url("sessions"))
