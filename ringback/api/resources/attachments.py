"""Attachments: the files of messages, notes and one's own drafts, by their random keys."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from django.http import FileResponse, HttpResponseBase

from ringback.api.call import Call
from ringback.api.operations import operation
from ringback.files import store
from ringback.kit.errors import Unseen
from ringback.tickets.models import DraftFile, MessageFile, NoteFile

# What a program may take at its word; anything else is just bytes (TRUST A7).
_BYTES = "application/octet-stream"
_HARMLESS = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "text/plain", "application/pdf"})


@operation(
    "GET",
    "/attachments/{str:key}",
    scope="attachments:read",
    verb="ticket.read",
    answers=bytes,
    objects={"key": "file"},
    media=(*sorted(_HARMLESS), _BYTES),
)
def show(request: Call, key: str) -> HttpResponseBase:
    """The file. Whoever may read what it belongs to may fetch it, asked anew each time."""
    file = _found(request, key)
    answer = FileResponse(store.open_blob(file.blob), content_type=_type(file.media_type))
    answer["Content-Length"] = str(file.size)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file.name, safe='')}"
    return answer


def _found(request: Call, key: str) -> Any:
    row = next(_rows(request, key), None)
    if row is None:
        raise Unseen()
    return row


def _rows(request: Call, key: str) -> Iterator[Any]:
    yield from MessageFile.objects.visible_to(request.actor).filter(key=key).select_related("blob")
    yield from NoteFile.objects.visible_to(request.actor).filter(key=key).select_related("blob")
    yield from DraftFile.objects.visible_to(request.actor).filter(key=key).select_related("blob")


def _type(declared: str) -> str:
    kind = declared.partition(";")[0].strip().lower()
    return kind if kind in _HARMLESS else _BYTES
