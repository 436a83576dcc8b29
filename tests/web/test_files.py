"""Files leave only to whoever may read what they belong to, and never to run."""

import io
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client
from PIL import Image

from ringback.files import store
from ringback.tickets.models import MessageFile
from tests.web.conftest import As
from tests.world import World

pytestmark = pytest.mark.django_db
_TYPES = [
    "text/html",
    "image/svg+xml",
    "application/xhtml+xml",
    "text/xml",
    "text/javascript",
    "application/x-shockwave-flash",
    "image/png\r\nX: y",
    "",
]
_NAMES = [
    "x.html",
    "x.svg",
    "x.png​.html",
    'a"b.txt',
    "a\r\nSet-Cookie: x.txt",
    "../../etc/passwd",
    "‮fdp.exe",
    "CON",
    "ünï.pdf",
]


def _body(client: Client, key: str) -> bytes:
    answer: Any = client.get(f"/files/{key}")
    return b"".join(answer.streaming_content)


def test_readers_of_the_message_get_the_file(as_: As, world: World) -> None:
    assert _body(as_("anna"), world.near.file.key) == b"Kettle leaks"
    assert _body(as_("anna"), world.near.note_file.key) == b"North"
    assert _body(as_("anna"), world.near.draft_file.key) == b"offer"


def test_strangers_get_404(as_: As, world: World) -> None:
    for key in (world.near.file.key, world.near.note_file.key, world.near.draft_file.key):
        assert as_("bo").get(f"/files/{key}").status_code == 404
        assert as_("bo").get(f"/files/{key}/picture").status_code == 404
    assert as_("lena").get(f"/files/{world.near.draft_file.key}").status_code == 404
    assert as_("pia").get(f"/files/{world.near.note_file.key}").status_code == 404
    assert as_("anna").get("/files/nonsense").status_code == 404


@pytest.mark.parametrize("media_type", _TYPES)
def test_nothing_is_served_as_something_that_runs(media_type: str, as_: As, world: World) -> None:
    MessageFile.objects.filter(pk=world.near.file.pk).update(media_type=media_type)
    answer = as_("anna").get(f"/files/{world.near.file.key}")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert as_("anna").get(f"/files/{world.near.file.key}/picture").status_code == 404


@pytest.mark.parametrize("name", _NAMES)
def test_a_name_is_only_a_name(name: str, as_: As, world: World) -> None:
    MessageFile.objects.filter(pk=world.near.file.pk).update(name=name)
    answer = as_("anna").get(f"/files/{world.near.file.key}")
    said = answer["Content-Disposition"]
    shown = unquote(said.split("filename")[1].split("=", 1)[1].removeprefix("utf-8''"))
    assert said.startswith("attachment; filename")
    assert not set(shown) & set("\r\n\u200b\u202e/") and "Set-Cookie" not in answer.headers


def test_a_picture_is_shown_redrawn(as_: As, world: World) -> None:
    drawn = io.BytesIO()
    Image.new("P", (2, 2)).save(drawn, "GIF")
    blob = store.keep(io.BytesIO(drawn.getvalue() + b"<script>"))
    MessageFile.objects.filter(pk=world.near.file.pk).update(blob=blob, media_type="image/gif")
    answer = as_("anna").get(f"/files/{world.near.file.key}/picture")
    assert answer["Content-Type"] == "image/png"
    assert b"script" not in answer.content
