"""TRUST A7: no file is served so that it runs, and no name leads astray."""

import email.base64mime
import email.policy
import re
from email.headerregistry import ContentDispositionHeader
from itertools import product
from pathlib import Path
from typing import cast

from django.test import override_settings

from ringback.channels.adapters.email.parser_process import Parser
from ringback.files.models import Blob
from ringback.tickets.models import MessageFile
from tests.sweeping.asking import Answer, Browser, Program
from tests.sweeping.people import Who
from tests.trust.letters import arrive
from tests.world import World

CONTENTS = [
    b"<html><script>alert(1)</script></html>",
    b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    b'<?xml version="1.0"?><x xmlns:h="http://www.w3.org/1999/xhtml"><h:script>alert(1)</h:script></x>',
    b"%PDF-1.4\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>",
    b"GIF89a/*" + bytes(20) + b"*/=1;alert(1)//<script>alert(1)</script>",
    b"<?php system($_GET[0]);",
]
NAMES = [
    "../../../../etc/cron.d/x.html",
    "..\\..\\x.svg",
    ".htaccess",
    "\u200b.htaccess",
    "photo\u202egnp.exe",
    "a\u0000b\u0007.php\u200d",
    "x.png\r\nContent-Type: text/html",
    '";inline; filename="x.html',
    "x.html;.png",
    "/",
]
TYPES = ["text/html", "image/svg+xml"]
ALL = list(product(CONTENTS, NAMES, TYPES))
ACTIVE = ("html", "xml", "svg", "script", "xsl", "multipart", "message")
BAD_NAME = re.compile("[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069/\\\\]")


def test_of_a_hundred_and_twenty_files_none_runs_and_none_has_a_name_that_lies(
    world: World, parser: Parser
) -> None:
    raw = _mail(world.near.line.address)
    inbound = arrive(world.near.line, raw, parser)
    files = list(MessageFile.objects.filter(message__inbound=inbound))
    assert len(files) == len(ALL) == 120
    anna, customer = Who("agent", "anna"), Who("new", "anna")
    browser, program = Browser(world, anna), Program(world, customer)
    for file in files:
        assert not BAD_NAME.search(file.name), repr(file.name)
        for answer in (
            browser("GET", f"/files/{file.key}"),
            browser("GET", f"/files/{file.key}/picture"),
            program("GET", f"/api/v1/attachments/{file.key}"),
        ):
            _check(answer)


def test_pictures_are_drawn_anew_so_that_nothing_else_in_the_file_survives(
    world: World, parser: Parser
) -> None:
    payload = b"<script>alert(1)</script>"
    picture = bytes.fromhex(
        "47494638396101000100800000ffffff00000021f90400000000002c00000000010001000002024401003b"
    )
    boundary = "b0b"
    part = _part(boundary, picture + payload, "x.gif", "image/gif")
    inbound = arrive(world.near.line, _head(world.near.line.address, boundary) + part, parser)
    file = MessageFile.objects.get(message__inbound=inbound)
    answer = Browser(world, Who("agent", "anna"))("GET", f"/files/{file.key}/picture")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "image/png")
    assert payload not in answer.body


def test_nothing_of_a_name_or_type_stands_in_the_store(world: World, parser: Parser, tmp_path: Path) -> None:
    # A store of its own: in the one that tests share, others write at the same time.
    with override_settings(FILES=tmp_path):
        arrive(world.near.line, _mail(world.near.line.address), parser)
    stored = [path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()]
    assert len(stored) >= len(CONTENTS)
    assert all(re.fullmatch(r"[0-9a-f/]+", str(path)) for path in stored), stored
    assert Blob.objects.count() >= len(CONTENTS)


def _check(answer: Answer) -> None:
    if answer.status != 200:
        assert answer.status in (404, 422), answer
        return
    kind, disposition = answer.headers["Content-Type"].lower(), answer.headers["Content-Disposition"]
    assert not any(word in kind for word in ACTIVE), kind
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    inline = disposition.startswith("inline")
    assert not inline or kind in ("image/png", "image/jpeg")
    parsed = email.message_from_string(f"Content-Disposition: {disposition}\n\n", policy=email.policy.default)
    header = cast(ContentDispositionHeader, parsed["Content-Disposition"])
    assert inline or header.content_disposition == "attachment"
    assert not BAD_NAME.search(str(header.params.get("filename", "x"))), disposition


def _mail(to: str) -> bytes:
    boundary = "b0undary"
    parts = [_part(boundary, content + bytes([n]), name, kind) for n, (content, name, kind) in enumerate(ALL)]
    return _head(to, boundary) + b"".join(parts) + f"--{boundary}--\r\n".encode()


def _head(to: str, boundary: str) -> bytes:
    return (
        f"From: New <new@mail.example>\r\nTo: {to}\r\nSubject: Files\r\n"
        f"Content-Type: multipart/mixed; boundary={boundary}\r\n\r\n"
        f"--{boundary}\r\nContent-Type: text/plain\r\n\r\nSee there\r\n"
    ).encode()


def _part(boundary: str, content: bytes, name: str, kind: str) -> bytes:
    quoted = "".join(f"%{byte:02X}" for byte in name.encode())
    head = (
        f"--{boundary}\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-Disposition: attachment; filename*=utf-8''{quoted}\r\n\r\n"
    )
    return head.encode() + email.base64mime.body_encode(content).encode() + b"\r\n"
