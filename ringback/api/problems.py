"""Every no as a problem document (RFC 9457), from one place."""

import json
import logging
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from ninja.errors import HttpError, ValidationError

from ringback.kit.errors import Refusal, Unseen

CONTENT_TYPE = "application/problem+json"
RETRY_AFTER = "5"  # seconds: a writer is rarely busy for longer
logger = logging.getLogger(__name__)


def problem(
    status: int, code: str, detail: str, errors: Mapping[str, list[str]] | None = None, **more: Any
) -> HttpResponse:
    """The document as an answer. `more`: further members, such as what is new since a stale version."""
    document: dict[str, Any] = {
        "type": f"urn:ringback:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
    }
    if errors:
        document["errors"] = dict(errors)
    return HttpResponse(json.dumps(document | more), status=status, content_type=CONTENT_TYPE)


def answer_to(exception: Exception) -> HttpResponse:
    """The problem document for whatever was raised on the way. What nobody foresaw is logged."""
    for kind, say in KNOWN.items():
        if isinstance(exception, kind):
            return say(exception)
    logger.error("an operation of the API failed", exc_info=exception)
    return problem(500, "fault", "That was our fault. It has been written to the log.")


def handled(request: HttpRequest, exception: Any) -> HttpResponse:
    """As ninja wants it."""
    return answer_to(exception)


def refused(refusal: Refusal) -> HttpResponse:
    """A verb said no."""
    errors = {refusal.field: [refusal.message]} if refusal.field else None
    return problem(refusal.status, refusal.code, refusal.message, errors, **refusal.more)


def busy(_: Exception) -> HttpResponse:
    """The database is locked or away: trying again helps (TRUST B12)."""
    answer = problem(503, "busy", "The desk is busy for a moment. Nothing was changed; please try again.")
    answer["Retry-After"] = RETRY_AFTER
    return answer


def unfit(invalid: ValidationError) -> HttpResponse:
    """The body, an address or a query was not what the operation takes."""
    errors: dict[str, list[str]] = {}
    for error in invalid.errors:
        errors.setdefault(_field(error["loc"]), []).append(str(error["msg"]))
    return problem(422, "invalid", "Some of what was sent will not do; see errors.", errors)


def _field(loc: tuple[str | int, ...]) -> str:
    # ("body", "body", "subject"): where it stood, what the view calls it, the field.
    named = loc[2:] if loc and loc[0] in ("body", "form", "file") and len(loc) > 2 else loc[1:]
    return ".".join(str(part) for part in named) or "body"


def _http(error: HttpError) -> HttpResponse:
    return problem(error.status_code, "bad-request", str(error))


def _too_large(_: Exception) -> HttpResponse:
    return problem(413, "too-large", "This is larger than the desk takes.")


def _misshaped(_: Exception) -> HttpResponse:
    return problem(400, "bad-request", "The request could not be read.")


def _absent(_: Exception) -> HttpResponse:
    return refused(Unseen())


# The first that fits counts.
KNOWN: Mapping[type[Exception], Callable[[Any], HttpResponse]] = {
    Refusal: refused,
    ValidationError: unfit,
    HttpError: _http,
    Http404: _absent,
    RequestDataTooBig: _too_large,
    MultiPartParserError: _misshaped,
    SuspiciousOperation: _misshaped,
    OperationalError: busy,
    InterfaceError: busy,
}
