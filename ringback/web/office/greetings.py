"""What a contact point's acknowledgement says in one language or another."""

from django.http import HttpResponse

from ringback.channels import greetings
from ringback.kit.errors import Refusal
from ringback.kit.languages import read_tag
from ringback.web.asked import Asked
from ringback.web.forms import say_no
from ringback.web.languages import written
from ringback.web.office import lines
from ringback.web.office.greeting_forms import GreetingForm
from ringback.web.pages import see_other
from ringback.web.routes import route, url


@route(
    "office/lines/<int:id>/greetings",
    name="greetings",
    methods=("POST",),
    verb="line.write",
    objects=lines.LINE,
)
def save(request: Asked, id: int) -> HttpResponse:
    line = lines.find_line(request, id)
    tag = read_tag(request.POST.get("language", ""))
    known = line.greetings.filter(language=tag).exists()
    form = GreetingForm(tag if known else "", written(tag), data=request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            greetings.put(
                request.actor, id, given["language"], given["text"], given["opening_hours"], given["version"]
            )
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            return see_other(request, url("line", id=id) + "#greetings")
    return lines.page(request, lines.form_of(request, line), line, status=422, greeting=form)


@route(
    "office/lines/<int:id>/greetings/<str:language>/removal",
    name="greeting.remove",
    methods=("POST",),
    verb="line.write",
    objects={**lines.LINE, "language": "greeting"},
)
def remove(request: Asked, id: int, language: str) -> HttpResponse:
    greetings.remove(request.actor, id, language)
    return see_other(request, url("line", id=id) + "#greetings")
