"""Files laid ready in a draft, one by one by script, or together with the form without it."""

import re
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext

from ringback.kit.errors import Refusal
from ringback.tickets import drafting
from ringback.tickets.models import Draft, DraftFile
from ringback.web.asked import Asked
from ringback.web.desk.said import Attached
from ringback.web.desk.tickets import TICKET
from ringback.web.pages import render, see_other
from ringback.web.pictures import media_type_of
from ringback.web.routes import route, url

_TYPE = re.compile(r"[a-z0-9]+/[a-z0-9.+-]{1,80}")


@route(
    "tickets/<int:number>/drafts/<str:kind>/files",
    name="draft.files",
    methods=("POST",),
    verb="ticket.draft",
    objects=TICKET,
)
def create(request: Asked, number: int, kind: str) -> HttpResponse:
    if "picture" in request.POST:
        return JsonResponse(_picture(request, number, kind))
    keys = attach_all(request, number, kind)
    if not keys:
        raise Refusal(gettext("There is no file in it."), field="upload")
    files = DraftFile.objects.visible_to(request.actor).filter(key__in=keys)
    shown = [(file.key, Attached(file.name, file.size, url("file", key=file.key))) for file in files]
    return render(request, "desk/tickets/_draft_files.html", {"files": shown})


@route(
    "draft-files/<str:key>/removal",
    name="draft.file.remove",
    methods=("POST",),
    verb="ticket.draft",
    objects={"key": "file"},
)
def destroy(request: Asked, key: str) -> HttpResponse:
    drafting.detach(request.actor, key)
    return HttpResponse("") if "HX-Request" in request.headers else see_other(request, url("tickets"))


def attach_all(request: Asked, number: int, kind: str) -> list[str]:
    """Lay what was uploaded with a form ready in the draft; gives the keys. Refusal for one that is too large."""
    return [_attach(request, number, kind, file) for file in request.FILES.getlist("upload")]


def _picture(request: Asked, number: int, kind: str) -> dict[str, str]:
    """Lay one picture ready for the text of a reply. Refusal for what is none, and for other drafts."""
    file = request.FILES.get("upload")
    if file is None or kind != Draft.REPLY:
        raise Refusal(gettext("There is no file in it."), field="upload")
    name, size = file.name or "picture", file.size or 0
    drafting.must_fit(size)
    row = drafting.attach(request.actor, number, kind, name, media_type_of(file), file, size, is_inline=True)
    return {"key": row.key, "name": row.name}


def _attach(request: Asked, number: int, kind: str, file: "UploadedFile[Any]") -> str:
    said = (file.content_type or "").lower()
    media_type = said if _TYPE.fullmatch(said) else "application/octet-stream"
    row = drafting.attach(request.actor, number, kind, file.name or "file", media_type, file, file.size or 0)
    return row.key
