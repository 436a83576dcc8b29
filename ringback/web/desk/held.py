"""Held messages: an agent decides whether they belong to the ticket."""

from django.http import HttpResponse

from ringback.tickets import holding
from ringback.web.asked import Asked
from ringback.web.desk.tickets import after
from ringback.web.routes import route

_MESSAGE = {"id": "message"}


@route(
    "messages/<int:id>/acceptance",
    name="message.accept",
    methods=("POST",),
    verb="ticket.accept_held",
    objects=_MESSAGE,
)
def accept(request: Asked, id: int) -> HttpResponse:
    return after(request, holding.accept(request.actor, id).ticket_id)


@route(
    "messages/<int:id>/rejection",
    name="message.reject",
    methods=("POST",),
    verb="ticket.accept_held",
    objects=_MESSAGE,
)
def reject(request: Asked, id: int) -> HttpResponse:
    return after(request, holding.reject(request.actor, id).ticket_id)
