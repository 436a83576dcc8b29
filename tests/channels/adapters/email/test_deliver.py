import base64
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ringback.channels.adapters.email.deliver import Outcome, deliver
from ringback.channels.adapters.email.trouble import Server
from ringback.kit import dial
from tests.channels.adapters.email.authority import certificate, server_context
from tests.channels.adapters.email.smtp_script import CUT, Script, smtp_script

RAW = b"Subject: x\r\nMessage-ID: <a@b.example>\r\n\r\n.dot\r\nend\r\n"
BOTH = ["ann@x.example", "bob@x.example"]


@pytest.fixture
def script() -> Iterator[Script]:
    with smtp_script() as found:
        yield found


def test_a_mail_arrives_as_it_was_with_its_envelope(script: Script) -> None:
    outcome = _send(script, BOTH)
    assert outcome == Outcome(accepted=BOTH, code=250)
    assert [(m.sender, m.recipients, m.raw) for m in script.mails] == [("help@desk.example", BOTH, RAW)]


def test_the_null_return_path_is_sent_as_such(script: Script) -> None:
    _send(script, ["ann@x.example"], sender="")
    assert script.mails[0].sender == ""
    assert any(line.startswith("MAIL FROM:<>") for line in script.heard)


@pytest.mark.parametrize(
    ("answer", "kind"), [("550 5.1.1 unknown", "refused"), ("450 4.2.1 later", "delayed")]
)
def test_one_recipient_the_server_does_not_want_keeps_nobody_else_from_the_mail(
    script: Script, answer: str, kind: str
) -> None:
    script.says["RCPT bob@x.example"] = answer
    outcome = _send(script, BOTH)
    assert outcome.accepted == ["ann@x.example"]
    assert getattr(outcome, kind) == {"bob@x.example": answer}
    assert script.mails[0].recipients == ["ann@x.example"]


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA", "CONTENT"])
def test_a_refusal_for_good_fails_everybody_and_sends_nothing(script: Script, verb: str) -> None:
    script.says[verb] = "554 5.7.1 no"
    outcome = _send(script, BOTH)
    assert list(outcome.refused) == BOTH
    assert all("554 5.7.1 no" in words for words in outcome.refused.values())
    assert script.mails == []


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA", "CONTENT", "RCPT bob@x.example"])
@pytest.mark.parametrize("answer", [CUT, "421 4.3.2 going down"])
def test_a_server_that_breaks_off_delays_everybody(script: Script, verb: str, answer: str) -> None:
    script.says[verb] = answer
    outcome = _send(script, BOTH)
    assert sorted(outcome.delayed) == BOTH
    assert script.mails == []


@pytest.mark.parametrize(("verb", "answer"), [("greeting", "554 blocked"), ("greeting", CUT), ("EHLO", CUT)])
def test_a_server_that_does_not_let_us_in_is_trouble_and_not_the_fault_of_the_mail(
    script: Script, verb: str, answer: str
) -> None:
    script.says[verb] = answer
    outcome = _send(script, BOTH)
    assert outcome.trouble
    assert sorted(outcome.delayed) == BOTH


def test_a_wrong_password_is_said_in_plain_words(script: Script) -> None:
    script.says["AUTH"] = "535 5.7.8 bad credentials"
    outcome = _send(script, BOTH, user="me", password="wrong-pässword")
    assert outcome.trouble
    assert outcome.trouble.step == "sign-in"
    assert "pässword" not in outcome.trouble.message
    assert sorted(outcome.delayed) == BOTH


def test_name_and_password_may_have_letters_of_every_language(script: Script) -> None:
    assert _send(script, BOTH, user="jürgen", password="пароль").accepted == BOTH
    sent = next(line for line in script.heard if line.startswith("AUTH PLAIN "))
    assert base64.b64decode(sent[11:]).decode() == "\0jürgen\0пароль"


def test_signing_in_works_step_by_step_where_the_server_knows_nothing_better(script: Script) -> None:
    script.says |= {"EHLO": "250-mail.example\r\n250 AUTH LOGIN", "AUTH": "334 VXNlcm5hbWU6"}
    script.says |= {"bWU=".upper(): "334 UGFzc3dvcmQ6", "cHc=".upper(): "235 welcome"}
    assert _send(script, BOTH, user="me", password="pw").accepted == BOTH


def test_a_server_that_wants_a_name_is_trouble(script: Script) -> None:
    script.says["MAIL"] = "530 5.7.0 authentication required"
    assert _trouble(_send(script, BOTH)) == "sign-in"


def test_addresses_in_other_scripts_go_where_the_server_takes_them(script: Script) -> None:
    assert _send(script, ["jürgen@x.example"]).accepted == ["jürgen@x.example"]
    assert script.mails[0].recipients == ["jürgen@x.example"]
    script.says["EHLO"] = "250 mail.example"
    assert list(_send(script, ["jürgen@x.example"]).refused) == ["jürgen@x.example"]


def test_a_server_nobody_listens_at_is_trouble_with_advice() -> None:
    closed = socket.create_server(("127.0.0.1", 0))
    port = closed.getsockname()[1]
    closed.close()
    outcome = deliver(Server("127.0.0.1", port, "none", "", ""), "desk.example", "a@b.example", BOTH, RAW)
    assert outcome.trouble
    assert (outcome.trouble.step, "port" in outcome.trouble.advice) == ("connect", True)


@pytest.mark.parametrize(("tls", "implicit"), [("tls", True), ("starttls", False)])
def test_a_private_authority_is_trusted_when_it_is_named(
    tls: str, implicit: bool, tmp_path: Path, monkeypatch: Any
) -> None:
    file = certificate(tmp_path)
    with smtp_script(server_context(file), implicit) as script:
        assert _trouble(_send(script, BOTH, tls=tls)) == "tls"
        assert script.mails == []
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        dial.tls_context.cache_clear()
        assert _send(script, BOTH, tls=tls, user="me", password="pw").accepted == BOTH
    dial.tls_context.cache_clear()


def test_a_certificate_for_another_name_is_refused(tmp_path: Path, monkeypatch: Any) -> None:
    file = certificate(tmp_path, "127.0.0.2")
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    dial.tls_context.cache_clear()
    with smtp_script(server_context(file), implicit=True) as script:
        assert _trouble(_send(script, BOTH, tls="tls")) == "tls"
    dial.tls_context.cache_clear()


def test_no_password_crosses_a_line_that_was_to_be_encrypted(script: Script) -> None:
    script.says["EHLO"] = "250-mail.example\r\n250 AUTH PLAIN LOGIN"
    assert _trouble(_send(script, BOTH, tls="starttls", user="me", password="pw")) == "tls"
    assert not any(line.startswith("AUTH") for line in script.heard)


def _trouble(outcome: Outcome) -> str:
    return outcome.trouble.step if outcome.trouble else ""


def _send(
    script: Script,
    to: list[str],
    sender: str = "help@desk.example",
    tls: str = "none",
    user: str = "",
    password: str = "",
) -> Outcome:
    server = Server("127.0.0.1", script.port, tls, user, password)
    return deliver(server, "desk.example", sender, to, RAW)
