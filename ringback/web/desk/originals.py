"""Mail as it was sent: its source as plain text, its HTML in a frame that can do nothing, what proves its sender, and
pictures from elsewhere."""

from urllib.parse import urljoin

from django.http import HttpResponse
from django.utils.translation import gettext as _

from ringback.channels.take_in import raw_of
from ringback.kit.connector import Unreachable, fetch
from ringback.kit.errors import Refusal, Unseen
from ringback.tickets.authenticity import authenticity
from ringback.tickets.models import Message
from ringback.web.asked import Asked
from ringback.web.desk import bodies
from ringback.web.desk.as_sent import page_of
from ringback.web.files import picture_answer
from ringback.web.find import find
from ringback.web.pages import render
from ringback.web.routes import route
from ringback.web.words import AUTHENTICATION, AUTHENTICATION_RESULTS

FRAME = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'self'"
_MESSAGE = {"id": "message"}
_HOPS = 3
_MOST = 8 * 1024 * 1024


@route("messages/<int:id>/original", name="message.original", verb="original.read", objects=_MESSAGE)
def show(request: Asked, id: int) -> HttpResponse:
    message = _received(request, id)
    return render(request, "desk/messages/original.html", {"message": message, "viewer": request.viewer})


@route("messages/<int:id>/sender", name="message.sender", verb="original.read", objects=_MESSAGE)
def sender(request: Asked, id: int) -> HttpResponse:
    looked = authenticity(request.actor, id)
    words = {"methods": AUTHENTICATION, "results": AUTHENTICATION_RESULTS}
    return render(request, "desk/messages/_sender.html", {"looked": looked, **words})


@route("messages/<int:id>/original/frame", name="message.frame", verb="original.read", objects=_MESSAGE)
def frame(request: Asked, id: int) -> HttpResponse:
    inbound = _received(request, id).inbound
    answer = HttpResponse(
        page_of(raw_of(inbound)) if inbound else "", content_type="text/html; charset=utf-8"
    )
    answer["Content-Security-Policy"] = FRAME
    answer["X-Frame-Options"] = "SAMEORIGIN"
    return answer


@route("messages/<int:id>/source", name="message.source", verb="original.read", objects=_MESSAGE)
def source(request: Asked, id: int) -> HttpResponse:
    inbound = _received(request, id).inbound
    return source_answer(inbound.pk, raw_of(inbound)) if inbound else HttpResponse(status=404)


@route(
    "messages/<int:id>/pictures/<int:number>", name="message.picture", verb="ticket.read", objects=_MESSAGE
)
def picture(request: Asked, id: int, number: int) -> HttpResponse:
    message = find(Message.objects.visible_to(request.actor), pk=id)
    wanted = bodies.remote_pictures(message.html)
    if number >= len(wanted):
        raise Unseen()
    return picture_answer(_fetched(wanted[number]))


def source_answer(number: int, raw: bytes) -> HttpResponse:
    """The bytes as they came, to keep, never to show."""
    answer = HttpResponse(raw, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="mail-{number}.txt"'
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def _received(request: Asked, id: int) -> Message:
    seen = Message.objects.visible_to(request.actor).select_related("inbound")
    return find(seen.filter(inbound__isnull=False), pk=id)


def _fetched(address: str) -> bytes:
    """By our own machine, so that the sender learns nothing of who reads; a few redirects on the way."""
    try:
        for _hop in range(_HOPS):
            answer = fetch(address, most=_MOST)
            if answer.status not in (301, 302, 303, 307, 308):
                return answer.body
            address = urljoin(address, answer.headers.get("location", ""))
    except Unreachable as away:
        raise Refusal(_("The picture could not be fetched."), code="unreachable") from away
    raise Refusal(_("The picture could not be fetched."), code="unreachable")
