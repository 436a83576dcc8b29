"""Fetching files: by random key, through the message, note or draft they belong to, and never to run (TRUST A7, A8)."""

from itertools import chain
from typing import Any

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase

from ringback.files import store
from ringback.kit.errors import Unseen
from ringback.kit.text import file_name
from ringback.tickets.models import DraftFile, MessageFile, NoteFile
from ringback.web.asked import Asked
from ringback.web.pictures import RASTER, redrawn
from ringback.web.routes import route

__all__ = ["RASTER", "picture_answer", "picture", "show"]

# What a download may say that it is. Everything else is a heap of bytes, whatever the sender called it.
_HARMLESS = RASTER | {
    "application/pdf",
    "application/zip",
    "application/msword",
    "application/vnd.ms-excel",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "text/plain",
    "text/csv",
    "audio/mpeg",
    "video/mp4",
}
_LOCKED = "sandbox; default-src 'none'"


@route("files/<str:key>", name="file", verb="ticket.read", objects={"key": "file"})
def show(request: Asked, key: str) -> HttpResponseBase:
    file = _find(request, key)
    kind = file.media_type if file.media_type in _HARMLESS else "application/octet-stream"
    answer = FileResponse(
        store.open_blob(file.blob), as_attachment=True, filename=file_name(file.name), content_type=kind
    )
    answer["Content-Security-Policy"] = _LOCKED
    return answer


@route("files/<str:key>/picture", name="file.picture", verb="ticket.read", objects={"key": "file"})
def picture(request: Asked, key: str) -> HttpResponse:
    file = _find(request, key)
    if file.media_type not in RASTER:
        raise Unseen()
    with store.open_blob(file.blob) as content:
        return picture_answer(content.read())


def picture_answer(content: bytes) -> HttpResponse:
    """A picture, drawn anew. Refusal for what is none."""
    drawn, kind = redrawn(content)
    answer = HttpResponse(drawn, content_type=kind)
    answer["Content-Security-Policy"] = _LOCKED
    answer["Content-Disposition"] = "inline"
    return answer


def _find(request: Asked, key: str) -> Any:
    tables: Any = (MessageFile, NoteFile, DraftFile)
    found = chain.from_iterable(
        table.objects.visible_to(request.actor).filter(key=key).select_related("blob")[:1] for table in tables
    )
    file = next(found, None)
    if file is None:
        raise Unseen()
    return file
