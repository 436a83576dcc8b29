"""The page that the question in a mail leads to. Looking changes nothing (mail scanners open links): the buttons do."""

from allauth.core import ratelimit
from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from ringback.kit.clock import now
from ringback.kit.errors import Refusal, Unseen
from ringback.resolution import answering
from ringback.resolution.models import Confirmation
from ringback.web.forms import StrictForm
from ringback.web.pages import render, see_other
from ringback.web.routes import PUBLIC, route, url

AT = "confirm/<str:secret>"
# No script at all: the page is one form.
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


class AnswerForm(StrictForm):
    answer = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])
    words = forms.CharField(required=False, max_length=answering.MOST_WORDS)


@route(AT, name="confirm", verb=PUBLIC)
def show(request: HttpRequest, secret: str) -> HttpResponse:
    return _throttled(request) or _page(request, secret, _asked(secret))


@route(AT, name="confirm", methods=("POST",), verb=PUBLIC)
def answer(request: HttpRequest, secret: str) -> HttpResponse:
    refused = _throttled(request)
    if refused:
        return refused
    question = _asked(secret)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, secret, question, _("Please choose one of the two."), 422)
    said = form.cleaned_data
    try:
        answering.answer(secret, said["answer"] == "yes", said["words"])
    except Unseen:
        raise
    except Refusal as refusal:
        return _page(request, secret, _asked(secret), refusal.message, 409)
    return see_other(request, url("confirm", secret=secret))


def _asked(secret: str) -> Confirmation:
    found = answering.asked_by(secret)
    if found is None:
        raise Unseen()
    return found


def _throttled(request: HttpRequest) -> HttpResponse | None:
    refused: HttpResponse | None = ratelimit.consume_or_429(request, action="confirm", limit_get=True)
    return refused


def _page(
    request: HttpRequest, secret: str, question: Confirmation, problem: str = "", status: int = 200
) -> HttpResponse:
    """Shows what the customer was sent, and nothing else of the ticket."""
    is_open = answering.can_answer(question, now())
    context = {
        "secret": secret,
        "number": question.ticket_id,
        "outcome": question.message.text if question.message else "",
        "is_open": is_open,
        "said": question.answer,
        "leans": request.GET.get("answer", ""),
        "problem": problem,
    }
    page = render(request, "entrance/confirmation.html", context, status=status)
    page["Content-Security-Policy"] = POLICY
    page["X-Robots-Tag"] = "noindex"
    return page
