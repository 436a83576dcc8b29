from collections.abc import Iterator
from typing import Any

import pytest

from ringback.channels import lines
from ringback.channels.models import Line
from ringback.kit import crypto
from tests.channels.adapters.email.smtp_script import Script, smtp_script
from tests.channels.cast import a_line
from tests.channels.dovecot import PASSWORD, Dovecot, dovecot

pytestmark = [pytest.mark.django_db, pytest.mark.servers, pytest.mark.xdist_group("line-test")]


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    with dovecot() as found:
        yield found


@pytest.fixture
def script() -> Iterator[Script]:
    with smtp_script() as found:
        yield found


@pytest.fixture
def line(server: Dovecot, script: Script) -> Line:
    secret = crypto.seal(PASSWORD)
    imap: dict[str, Any] = {
        "imap_host": "127.0.0.1",
        "imap_port": server.port,
        "imap_user": "tester",
        "imap_secret": secret,
    }
    return a_line(**imap, smtp_host="127.0.0.1", smtp_port=script.port, smtp_user="me", smtp_secret=secret)


def test_where_all_works_every_step_says_so(line: Line, server: Dovecot) -> None:
    steps = lines.test(line)
    assert all(step.ok for step in steps)
    names = ["find the server", "connect", "encryption", "sign in"]
    assert [step.name for step in steps] == [
        *[f"IMAP: {name}" for name in names],
        "IMAP: folder",
        "IMAP: folder for mail taken in",
        *[f"SMTP: {name}" for name in names],
        "SMTP: sender",
        "SMTP: plus-addresses",
    ]


@pytest.mark.parametrize(
    ("fields", "step"),
    [
        ({"imap_host": "nowhere.invalid"}, "IMAP: find the server"),
        ({"imap_port": 1}, "IMAP: connect"),
        ({"imap_tls": "tls"}, "IMAP: encryption"),
        ({"imap_secret": "wrong"}, "IMAP: sign in"),
        ({"imap_folder": "Nowhere"}, "IMAP: folder"),
        ({"smtp_port": 1}, "SMTP: connect"),
        # The server lets us wait for its greeting.
        pytest.param({"smtp_tls": "starttls"}, "SMTP: encryption", marks=pytest.mark.slow),
        ({"smtp_host": ""}, "SMTP: server"),
    ],
)
def test_the_first_obstacle_is_named_with_what_to_do(line: Line, fields: dict[str, Any], step: str) -> None:
    for field, value in fields.items():
        setattr(line, field, crypto.seal(value) if field.endswith("secret") else value)
    failed = [found for found in lines.test(line) if not found.ok]
    assert [found.name for found in failed] == [step]
    assert failed[0].message
    assert failed[0].advice


def test_a_server_that_refuses_the_sender_is_found_out(line: Line, script: Script) -> None:
    script.says["MAIL"] = "553 5.7.1 not owned by user"
    failed = [step for step in lines.test(line) if not step.ok]
    assert [(step.name, "553" in step.message) for step in failed] == [("SMTP: sender", True)]
    assert script.mails == []


def test_plus_addresses_that_would_work_are_recommended(line: Line, script: Script) -> None:
    assert lines.test(line)[-1].advice
    script.says["RCPT"] = "550 5.1.1 no such user"
    assert not lines.test(line)[-1].advice


def test_testing_sends_nothing_and_takes_nothing(line: Line, script: Script, server: Dovecot) -> None:
    Dovecot(server.port, "tester").deliver(b"Subject: x\r\n\r\nhi\r\n")
    lines.test(line)
    assert script.mails == []
    assert line.inbounds.count() == 0
