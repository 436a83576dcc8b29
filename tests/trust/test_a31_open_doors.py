"""TRUST A31, A32, A33, A35: what answers without signing in, what stands in answers, what reading and forging do."""

import re
from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ringback.access import first_run
from ringback.access.models import Token
from ringback.api.operations import operations
from ringback.channels.models import Delivery
from ringback.files.models import Blob
from tests.sweeping.asking import Browser, Program, table_hash
from tests.sweeping.people import Who
from tests.trust.eyes import api_addresses, looks, web_addresses
from tests.world import SECRET, World

# What a stranger may get, and by which status. Everything else leads to the entrance or says nothing.
OPEN = {
    "/sign-in": 200,
    "/sign-in/forgotten": 200,
    "/sign-in/forgotten/sent": 200,
    "/sign-in/inactive": 200,
    "/sign-in/reset": 200,
    "/sign-in/reset/1/0-0": 200,
    "/health": 200,
}
CLOSED = {302, 401, 404, 405}
READERS = [
    "lena",
    pytest.param("anna", marks=pytest.mark.slow),
    "ada",
    pytest.param("gail", marks=pytest.mark.slow),
]
BIG = b"x" * 2_000
ODD = (str(10**30), str(2**63), "%00", "a%00b", "%ff", "-1", "１", "0", "%2e%2e%2f", "x" * 3000)
# What pages look for behind the question mark.
ASKED = ("view", "sort", "cursor", "q", "before", "team", "assignee", "type", "priority", "tag", "current")
ASKED += ("customer", "end", "state", "pictures", "tab", "next")


def test_a_stranger_gets_a_fixed_list_of_pages_and_nothing_of_the_desk(world: World) -> None:
    client, opened = Client(), set()
    for path in _all_addresses(world):
        answer = client.get(path)
        assert answer.status_code in CLOSED | {200}, path
        text = answer.getvalue().decode(errors="replace")
        if answer.status_code == 200:
            opened.add(path)
        if answer.status_code == 302:
            assert answer.headers["Location"].startswith("/sign-in"), path
        for word in (world.near.ticket.subject, "colin@", "anna@", SECRET, "North"):
            assert word not in text, (path, word)
    assert opened == set(OPEN)
    assert client.get("/health").content in (b"ok", b"failing")


def test_a_fresh_desk_opens_to_nobody_without_its_link(
    db: None, settings: LazySettings, tmp_path: object
) -> None:
    settings.DATA = tmp_path
    link = first_run.link()
    assert link
    client = Client()
    for token in ("0", "x" * 32, " ", "%20", link[-32:-1], link[-32:].upper() + "0"):
        assert client.get(f"/first-run/{token}").status_code == 404
        assert client.post(f"/first-run/{token}", {"name": "E", "email": "e@e.example"}).status_code == 404
    assert client.get(link[link.index("/first-run") :]).status_code == 200
    for path in ("/", "/tickets", "/office", "/me"):
        assert client.get(path).headers["Location"].startswith("/sign-in")
    assert client.get("/api/v1/tickets").status_code == 401


@pytest.mark.parametrize("name", READERS)
def test_no_answer_holds_a_secret(world: World, settings: LazySettings, name: str) -> None:
    secrets = [SECRET, str(settings.SECRET_KEY), *Token.objects.values_list("digest", flat=True)]
    secrets += Delivery.objects.values_list("secret_digest", flat=True)
    secrets += Delivery.objects.values_list("secret", flat=True)
    hashes = re.compile(r"argon2|pbkdf2_|\$2[aby]\$|BEGIN [A-Z ]*PRIVATE KEY")
    for path, answer in looks(world, name):
        text = answer.body.decode(errors="replace")
        if "/original" in path or "/source" in path or "/raw" in path:
            continue  # the mail itself, as it came: it carries the secret that it answers to
        assert not [secret for secret in secrets if secret in text], path
        assert not hashes.search(text), path


@pytest.mark.parametrize("name", ["anna", "ada"])
def test_reading_changes_nothing_and_no_shared_cache_keeps_it(world: World, name: str) -> None:
    browser, before = Browser(world, Who(name, name)), table_hash()
    for _, path in web_addresses(world, world.near):
        if path == "/sign-out" or path.startswith("/static"):
            continue
        for method in ("GET", "HEAD"):
            answer = browser(method, path)
            assert not answer.writes, (method, path, answer.writes)
            assert (
                "no-store" in answer.headers["Cache-Control"] or "private" in answer.headers["Cache-Control"]
            ), path
            assert "public" not in answer.headers["Cache-Control"], path
            assert answer.headers["X-Frame-Options"] in ("DENY", "SAMEORIGIN"), path
            assert "frame-ancestors" in answer.headers["Content-Security-Policy"] or answer.headers[
                "Content-Security-Policy"
            ].startswith("sandbox"), path
    assert table_hash() == before


def test_looking_at_the_way_out_does_not_lead_out(world: World) -> None:
    client = Client()
    client.force_login(world.users["anna"])
    client.get("/sign-out")
    assert client.get("/tickets").status_code == 200


def test_a_form_of_another_site_is_refused_everywhere(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.users["ada"])
    client.get("/me")
    before = table_hash()
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {}):
        for _, path in web_addresses(world, world.near, "POST"):
            answer = client.post(path, {"name": "x", "next": "https://evil.example"}, headers=headers)
            assert answer.status_code == 403, (path, headers)
    assert table_hash() == before


def test_a_session_is_no_key_to_the_api(world: World) -> None:
    client = Client()
    client.force_login(world.users["ada"])
    for entry in operations():
        answer = client.generic(entry.method, "/api/v1" + re.sub(r"\{[^}]*\}", "1", entry.path))
        assert answer.status_code in (401, 404), entry.path


def test_a_stranger_stores_no_byte(world: World) -> None:
    client = Client()
    before, blobs = table_hash(), Blob.objects.count()
    for path in _all_addresses(world, "POST"):
        for body in ({"file": _file(), "key": "x"}, {"files": _file(), "html_or_text": "x" * 1000}):
            answer = client.post(path, body)
            assert answer.status_code in CLOSED | {200, 403, 413, 422, 429}, (path, answer.status_code)
    assert Blob.objects.count() == blobs
    assert table_hash() == before


def test_odd_ids_are_simply_not_there(world: World) -> None:
    for name in ("anna", None):
        client = Client()
        if name:
            client.force_login(world.users[name])
        for path in ("/tickets/{}", "/files/{}", "/contacts/{}", "/messages/{}/original", "/inbound/{}"):
            for odd in ODD:
                assert client.get(path.format(odd)).status_code in (302, 404), (path, odd)
    program = Program(world, Who("anna", "anna"))
    for path in ("tickets/{}", "attachments/{}", "contacts/{}", "lines/{}", "messages/{}"):
        for odd in ODD:
            assert program("GET", f"/api/v1/{path.format(odd)}").status in (404, 422), (path, odd)


def test_odd_words_behind_an_address_break_nothing(world: World) -> None:
    who = Who("anna", "anna")
    browser, program = Browser(world, who), Program(world, who)
    for odd in ODD:
        for _, path in web_addresses(world, world.near):
            if path != "/sign-out":
                answer = browser("GET", f"{path}?" + "&".join(f"{name}={odd}" for name in ASKED))
                assert answer.status < 500, (path, odd)
        for entry in operations():
            if entry.method == "GET":
                path = "/api/v1" + re.sub(r"\{[^}]*\}", "1", entry.path)
                for name in entry.query:
                    assert program("GET", f"{path}?{name}={odd}").status < 500, (path, name, odd)


def _file() -> object:
    return SimpleUploadedFile("a.txt", BIG, "text/plain")


def _all_addresses(world: World, method: str = "GET") -> Iterator[str]:
    yield from (path for _, path in web_addresses(world, world.near, method) if path != "/sign-out")
    if method == "GET":
        yield from api_addresses(world, world.near)
    else:
        yield f"/api/v1/tickets/{world.near.ticket.pk}/drafts/reply/files"
