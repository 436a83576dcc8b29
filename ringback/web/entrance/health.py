"""`/health` for probes: one word and nothing more (TRUST A31)."""

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from ringback.tickets.health import is_well
from ringback.web.routes import PUBLIC, route


@route("health", name="health", verb=PUBLIC)
def show(request: HttpRequest) -> HttpResponse:
    """`ok`, or `failing`: people should look. Only a desk that can't serve at all answers 503."""
    try:
        return HttpResponse("ok" if is_well() else "failing", content_type="text/plain")
    except DatabaseError:
        return HttpResponse("failing", content_type="text/plain", status=503)
