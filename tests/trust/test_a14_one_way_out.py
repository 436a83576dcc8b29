"""TRUST A14: nothing that comes in a mail or from people makes the desk knock at doors inside.

The forms of addresses themselves are tried in tests/kit/test_connector.py; here what leads to the connector.
"""

from html import escape

import pytest
from django.conf import LazySettings
from django.test import Client

from ringback.access import tokens
from ringback.channels.adapters.email.parser_process import Parser
from ringback.channels.models import Line
from ringback.ledger.actor import SYSTEM
from ringback.tickets.models import Message
from tests.kit.canary import Canary, answering, canary
from tests.kit.test_connector import FORMS
from tests.trust.letters import arrive
from tests.world import World

PICTURE = answering(b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 2\r\n\r\nhi")


def test_no_picture_in_a_mail_leads_to_this_machine(world: World, parser: Parser) -> None:
    client = Client()
    client.force_login(world.users["anna"])
    with canary(PICTURE, host="") as bird:
        message = _with_pictures(world, parser, bird)
        for number in range(len(FORMS)):
            answer = client.get(f"/messages/{message.pk}/pictures/{number}")
            assert answer.status_code in (404, 422), (number, answer.status_code)
            assert answer.content != b"hi"
    assert bird.visits == []


def test_showing_a_thread_fetches_nothing(world: World, parser: Parser, settings: LazySettings) -> None:
    settings.RINGBACK_ALLOW_NETWORKS = "127.0.0.0/8"
    client = Client()
    client.force_login(world.users["anna"])
    with canary(PICTURE) as bird:
        _with_pictures(world, parser, bird)
        assert client.get(f"/tickets/{world.near.ticket.pk}").status_code == 200
    assert bird.visits == []


def test_pictures_are_fetched_for_nobody_who_may_not_see_the_message(world: World, parser: Parser) -> None:
    with canary(PICTURE) as bird:
        message = _with_pictures(world, parser, bird)
        for name in ("bo", "dora", "ada"):
            client = Client()
            client.force_login(world.users[name])
            assert client.get(f"/messages/{message.pk}/pictures/0").status_code == 404
    assert bird.visits == []


@pytest.mark.parametrize("name", ["anna", "lena", "max", "pia", "colin"])
def test_only_administrators_make_the_desk_dial_a_mail_server(world: World, name: str) -> None:
    with canary() as bird:
        line = _at(world.near.line, bird)
        client = Client()
        client.force_login(world.users[name])
        _, secret = tokens.create(SYSTEM, world.users[name].pk, "dials")
        bearer = {"Authorization": f"Bearer {secret}"}
        asked = [
            client.post(f"/office/lines/{line.pk}/test"),
            client.post("/office/lines/new", {"imap_host": "127.0.0.1", "imap_port": bird.port}),
            Client().post(f"/api/v1/lines/{line.pk}/tests", headers=bearer),
        ]
        assert {answer.status_code for answer in asked} <= {403, 404}
    assert bird.visits == []


def test_mail_servers_are_only_dialled_where_the_house_allows(world: World, settings: LazySettings) -> None:
    settings.RINGBACK_MAIL_NETWORKS = "192.0.2.0/24"
    client = Client()
    client.force_login(world.users["ada"])
    with canary() as bird:
        line = _at(world.near.line, bird)
        assert client.post(f"/office/lines/{line.pk}/test").status_code == 200
    assert bird.visits == []


def _at(line: Line, bird: Canary) -> Line:
    hosts = {
        "imap_host": "127.0.0.1",
        "imap_port": bird.port,
        "smtp_host": "127.0.0.1",
        "smtp_port": bird.port,
    }
    Line.objects.filter(pk=line.pk).update(
        **hosts, imap_tls="none", smtp_tls="none", imap_secret="", smtp_secret=""
    )
    return line


def _with_pictures(world: World, parser: Parser, bird: Canary) -> Message:
    addresses = [form.replace("P", str(bird.port)) for form in FORMS]
    pictures = "".join(f'<img src="{escape(address)}">' for address in addresses)
    answer = world.near.answer.message_id
    raw = (
        f"From: colin@mail.example\r\nTo: {world.near.line.address}\r\nSubject: Look\r\nIn-Reply-To: <{answer}>\r\n"
        f"Content-Type: text/html; charset=utf-8\r\n\r\n<p>There</p>{pictures}"
    )
    return Message.objects.get(inbound=arrive(world.near.line, raw.encode(), parser))
