"""The pages for what went wrong. They hold nothing that differs from one missing thing to another."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from ringback.kit.errors import Forbidden, Refusal, Unseen
from ringback.web.pages import render, toast


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, for absent and foreign things alike."""
    return _page(request, 404, _("Not found"), _("There is nothing here, or it is not for you to see."))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: it is no secret that it exists, but it takes another role."""
    return _page(
        request,
        403,
        _("Not allowed"),
        _("Your role does not include this. An administrator can change that."),
    )


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, from Django itself: a host or a body that cannot be."""
    return _page(request, 400, _("Not understood"), _("The request was not one that this desk understands."))


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form without its secret; `reason` is for developers and is not shown."""
    text = _(
        "This page was open for too long, or the form came from elsewhere. Go back, reload the page and try again."
    )
    return _page(request, 403, _("Please try again"), text)


def server_error(request: HttpRequest) -> HttpResponse:
    """500; 503 with Retry-After while the database is busy or away, because then trying again helps."""
    if isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        text = _("The desk is busy for a moment. Nothing was lost; please try again.")
        answer = _page(request, 503, _("Just a moment"), text)
        answer["Retry-After"] = "5"
        return answer
    return _page(request, 500, _("Something broke"), _("That was our fault. It has been written to the log."))


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A verb said no, and the view had no form to say it beside: beside the form by script, a page without."""
    if isinstance(refusal, Unseen):
        return not_found(request)
    if "HX-Request" in request.headers:
        answer = HttpResponse(
            refusal.message, status=refusal.status, content_type="text/plain; charset=utf-8"
        )
        # Said beside the form; the part that the form stands in stays.
        answer["HX-Reswap"] = "none"
        return toast(answer, refusal.message, kind="refusal", field=refusal.field)
    title = _("Not allowed") if isinstance(refusal, Forbidden) else _("That did not work")
    return _page(request, refusal.status, title, refusal.message)


def _page(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    if "HX-Request" in request.headers:
        answer = HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
        return toast(answer, text, kind="refusal")
    return render(request, "error.html", {"title": title, "text": text, "status": status}, status=status)
