"""Signing in by consent: asked for, answered once, renewed by one at a time, and told in words when it is over."""

import base64
import socketserver
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection

from ringback.access import staff
from ringback.access.identify import actor_of
from ringback.channels import consenting, lines, outbox
from ringback.channels.adapters.email.imap import Mailbox
from ringback.channels.adapters.email.smtp_client import SmtpClient
from ringback.channels.adapters.email.trouble import Server, Trouble
from ringback.channels.consenting import Setup
from ringback.channels.models import Consent, Delivery, Line
from ringback.channels.reading import enter, read_new, server_of
from ringback.channels.sending import send_due
from ringback.kit import clock, crypto
from ringback.kit.clock import now
from ringback.kit.errors import Forbidden, Refusal
from ringback.ledger.actor import SYSTEM, Actor
from ringback.ledger.models import Event, EventDetail
from tests.channels.cast import a_line, a_mail
from tests.channels.dovecot import Dovecot, dovecot
from tests.channels.provider import CLIENT, SECRET, Provider, provider
from tests.fresh import Fresh

LATER = timedelta(hours=2)


@pytest.fixture(autouse=True)
def _loopback(settings: LazySettings) -> None:
    settings.RINGBACK_ALLOW_NETWORKS = "127.0.0.0/8"


@pytest.fixture
def given() -> Iterator[Provider]:
    with provider() as made:
        yield made


def _setup(given: Provider) -> Setup:
    at = given.url
    return Setup("own", CLIENT, SECRET, "", f"{at}/authorize", f"{at}/token", f"{at}/revoke", "mail")


def _administrator(name: str = "ada") -> Actor:
    return actor_of(staff.add(SYSTEM, f"{name}@house.example", name, ["administrator"]))


def _connected(given: Provider, by: Actor, line: Line) -> None:
    consenting.set_up(by, line.pk, _setup(given))
    consenting.answer(by, *given.agree(consenting.question(by, line.pk)))


@pytest.mark.django_db
def test_somebody_agrees_once_and_tokens_are_renewed_from_then_on(given: Provider) -> None:
    by, line = _administrator(), a_line(imap_user="help")
    assert consenting.token_for(line) == ""
    _connected(given, by, line)
    first = consenting.token_for(line)
    assert (first in given.access, len(given.asked)) == (True, 1)
    assert consenting.token_for(line) == first
    with clock.at(now() + LATER):
        second = consenting.token_for(line)
        assert consenting.token_for(line) == second
    assert second in given.access - {first}
    assert [said["grant_type"] for said in given.asked] == ["authorization_code", "refresh_token"]


@pytest.mark.django_db
def test_a_provider_that_gives_the_refresh_token_once_is_as_good(given: Provider) -> None:
    given.rotates = False
    by, line = _administrator(), a_line()
    _connected(given, by, line)
    for hours in (2, 4, 6):
        with clock.at(now() + timedelta(hours=hours)):
            assert consenting.token_for(line) in given.access


@pytest.mark.django_db
def test_secrets_are_stored_sealed_and_told_to_nobody(given: Provider) -> None:
    by, line = _administrator(), a_line()
    _connected(given, by, line)
    row = Consent.objects.get()
    for value in (row.client_secret, row.refresh_token, row.access_token):
        assert not value.startswith(("desk", "refresh", "access"))
    assert crypto.unseal(row.refresh_token) in given.refresh
    words = EventDetail.objects.values_list("text", flat=True)
    told = " ".join([*Event.objects.values_list("data", flat=True), *words])
    assert not any(secret in told for secret in (SECRET, *given.refresh, *given.access))


@pytest.mark.django_db
def test_an_answer_counts_once_in_time_and_for_who_asked(given: Provider) -> None:
    by, other, line = _administrator(), _administrator("abe"), a_line()
    consenting.set_up(by, line.pk, _setup(given))
    answer = given.agree(consenting.question(by, line.pk))
    with pytest.raises(Refusal) as foreign:
        consenting.answer(other, *answer)
    with clock.at(now() + LATER), pytest.raises(Refusal) as late:
        consenting.answer(by, *answer)
    with pytest.raises(Refusal) as unknown:
        consenting.answer(by, "f" * 64, answer[1])
    assert {one.value.code for one in (foreign, late, unknown)} == {"state"}
    assert given.asked == []
    consenting.answer(by, *answer)
    with pytest.raises(Refusal) as again:
        consenting.answer(by, *answer)
    assert again.value.code == "state"


@pytest.mark.django_db
def test_who_declines_is_told_so(given: Provider) -> None:
    by, line = _administrator(), a_line()
    consenting.set_up(by, line.pk, _setup(given))
    state, _ = given.agree(consenting.question(by, line.pk))
    with pytest.raises(Refusal) as refused:
        consenting.answer(by, state, "")
    assert refused.value.code == "not-given"
    with pytest.raises(Trouble, match="is not given yet"):
        consenting.token_for(line)


@pytest.mark.django_db
def test_a_consent_that_was_withdrawn_is_said_and_not_asked_for_again(given: Provider) -> None:
    by, line = _administrator(), a_line()
    _connected(given, by, line)
    given.refresh.clear()
    with clock.at(now() + LATER):
        for _ in range(3):
            with pytest.raises(Trouble, match="withdrawn, or has expired") as trouble:
                consenting.token_for(line)
            assert (trouble.value.step, "Connect it again" in trouble.value.advice) == ("sign-in", True)
        assert len(given.asked) == 2
        _connected(given, by, line)
        assert consenting.token_for(line) in given.access


NONSENSE = [
    (200, b""),
    (200, b"<html>Sign in</html>"),
    (200, b"[1, 2]"),
    (200, b"[" * 100_000),
    (200, b'{"access_token": ""}'),
    (200, b'{"access_token": 7}'),
    (200, b'{"access_token": "a\\r\\nX: y"}'),
    (200, b'{"access_token": "a", "token_type": "mac"}'),
    (200, b'{"access_token": "a", "refresh_token": {"a": 1}}'),
    (200, b'{"access_token": "' + b"a" * 100_000 + b'"}'),
    (302, b""),
    (400, b'{"error": "invalid_request"}'),
    (400, b'{"error": ["invalid_grant"]}'),
    (500, b"Traceback (most recent call last)"),
    (503, b"\xff\xfe"),
]


@pytest.mark.django_db
@pytest.mark.parametrize("answer", NONSENSE, ids=lambda answer: f"{answer[0]}-{answer[1][:24]!r}")
def test_nonsense_is_said_and_tried_again(given: Provider, answer: tuple[int, bytes]) -> None:
    by, line = _administrator(), a_line()
    _connected(given, by, line)
    before = Consent.objects.get()
    given.instead = answer
    with clock.at(now() + LATER):
        with pytest.raises(Trouble) as trouble:
            consenting.token_for(line)
        assert "provider" in trouble.value.message
        assert "Traceback" not in trouble.value.message
        assert Consent.objects.get().refresh_token == before.refresh_token
        given.instead = None
        assert consenting.token_for(line) in given.access


@pytest.mark.django_db
@pytest.mark.parametrize("seconds", [-5, 0, "soon", None, 10**30, float("inf")])
def test_odd_times_to_live_break_nothing(given: Provider, seconds: object) -> None:
    given.seconds = seconds
    by, line = _administrator(), a_line()
    _connected(given, by, line)
    assert consenting.token_for(line) in given.access
    ends = Consent.objects.get().expires_at
    assert ends is not None
    assert ends <= now() + timedelta(days=1)


@pytest.mark.django_db
def test_a_provider_that_is_away_is_said(given: Provider, settings: LazySettings) -> None:
    by, line = _administrator(), a_line()
    _connected(given, by, line)
    settings.RINGBACK_ALLOW_NETWORKS = ""
    with clock.at(now() + LATER), pytest.raises(Trouble, match="cannot be asked"):
        consenting.token_for(line)


@pytest.mark.django_db
def test_another_client_has_to_be_agreed_to_anew(given: Provider) -> None:
    by, line = _administrator(), a_line()
    _connected(given, by, line)
    consenting.set_up(by, line.pk, Setup("google", "another"))
    row = Consent.objects.get()
    assert (row.refresh_token, row.access_token, row.client_secret) == ("", "", "")


@pytest.mark.django_db
def test_disconnected_it_signs_in_by_password_and_the_provider_is_told(given: Provider) -> None:
    by, line = _administrator(), a_line(imap_secret=crypto.seal("pass"))
    _connected(given, by, line)
    held = set(given.refresh)
    consenting.withdraw(by, line.pk)
    assert set(given.revoked) == held
    assert (server_of(line).token, server_of(line).password) == ("", "pass")
    with pytest.raises(Refusal):
        consenting.withdraw(by, line.pk)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("provider", {"provider": "yahoo"}),
        ("client_id", {"client_id": " "}),
        ("tenant", {"tenant": "../x"}),
        ("token_url", {"token_url": "http://provider.example/token"}),
        ("token_url", {"token_url": ""}),
        ("authorize_url", {"authorize_url": "javascript:alert(1)"}),
        ("revoke_url", {"revoke_url": "https://user@provider.example/"}),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(given: Provider, field: str, values: dict[str, str]) -> None:
    good = {name: getattr(_setup(given), name) for name in Setup.__dataclass_fields__}
    with pytest.raises(Refusal) as refused:
        consenting.set_up(_administrator(), a_line().pk, Setup(**{**good, **values}))
    assert refused.value.field == field


@pytest.mark.django_db
def test_only_administrators_connect(given: Provider) -> None:
    agent, line = actor_of(staff.add(SYSTEM, "ann@house.example", "Ann", ["agent"])), a_line()
    for attempt in (
        lambda: consenting.set_up(agent, line.pk, _setup(given)),
        lambda: consenting.question(agent, line.pk),
        lambda: consenting.answer(agent, "x", "y"),
        lambda: consenting.withdraw(agent, line.pk),
    ):
        with pytest.raises(Forbidden):
            attempt()


@pytest.mark.django_db
def test_tokens_do_not_follow_to_another_server(given: Provider) -> None:
    by, line = _administrator(), a_line(imap_host="imap.example", smtp_host="smtp.example")
    for host in ("imap_host", "smtp_host"):
        _connected(given, by, line)
        lines.change(by, line.pk, {host: "elsewhere.example"})
        with pytest.raises(Trouble, match="is not given yet"):
            consenting.token_for(line)


@pytest.mark.django_db
def test_while_a_token_is_good_a_provider_in_trouble_stops_no_mail(given: Provider) -> None:
    by, line = _administrator(), a_line()
    _connected(given, by, line)
    given.instead = (500, b"")
    with clock.at(now() + timedelta(seconds=3600 - 60)):
        assert consenting.token_for(line) in given.access


def test_who_disconnects_while_a_token_is_renewed_stays_disconnected(
    fresh_db: Fresh, given: Provider
) -> None:
    by, line = _administrator(), a_line()
    _connected(given, by, line)
    consenting.refused(line.pk)
    usual = given.token

    def meanwhile(said: dict[str, str]) -> tuple[int, bytes]:
        Consent.objects.all().delete()
        connection.close()
        return usual(said)

    given.token = meanwhile  # type: ignore[method-assign]
    with pytest.raises(Trouble, match="disconnected meanwhile"):
        consenting.token_for(line)
    assert not Consent.objects.exists()


def test_neither_password_nor_token_stands_in_what_python_shows_of_a_server() -> None:
    shown = repr(Server("mail.example", 993, "tls", "me", "hunter2", "a-token"))
    assert "hunter2" not in shown and "a-token" not in shown


def test_of_many_at_once_one_asks(fresh_db: Fresh, given: Provider) -> None:
    by, line = _administrator(), a_line()
    _connected(given, by, line)
    consenting.refused(line.pk)

    def one(_: int) -> str:
        try:
            return consenting.token_for(line)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        found = set(pool.map(one, range(6)))
    assert len(found) == 1
    assert len(given.asked) == 2  # a provider that sees an old refresh token again ends everything


@pytest.fixture
def server(given: Provider, tmp_path: Path) -> Iterator[Dovecot]:
    config = tmp_path / "oauth2.conf"
    config.write_text(
        f"introspection_url = {given.url}/introspect?token=\nintrospection_mode = get\n"
        "username_attribute = username\nactive_attribute = active\nactive_value = true\n"
    )
    tmp_path.chmod(0o755)
    more = "auth_mechanisms = plain login xoauth2 oauthbearer\npassdb {{\n  driver = oauth2\n"
    more = more.replace("{{", "{") + f"  mechanisms = xoauth2 oauthbearer\n  args = {config}\n}}\n"
    with dovecot(more) as found:
        yield found


@pytest.mark.servers
def test_a_mailbox_opens_to_the_token_and_its_mail_comes_in(
    fresh_db: Fresh, given: Provider, server: Dovecot
) -> None:
    by = _administrator()
    line = a_line(imap_host="127.0.0.1", imap_port=server.port, imap_user="help", after=Line.SEEN)
    _connected(given, by, line)
    server.deliver(b"From: ann@example.org\r\nMessage-ID: <1@example.org>\r\nSubject: Hi\r\n\r\nHello\r\n")
    with Mailbox(server_of(line)) as box:
        enter(line, box)
        assert read_new(line, box, lambda: True).taken == 1


@pytest.mark.servers
@pytest.mark.django_db
def test_a_token_that_a_mailbox_does_not_take_is_said_and_renewed(given: Provider, server: Dovecot) -> None:
    by = _administrator()
    line = a_line(imap_host="127.0.0.1", imap_port=server.port, imap_user="help")
    _connected(given, by, line)
    given.access.clear()  # the provider has taken it back before its time
    with pytest.raises(Trouble, match="refuses the consent") as trouble, Mailbox(server_of(line)):
        pass
    assert trouble.value.step == "sign-in"
    consenting.refused(line.pk)
    with Mailbox(server_of(line)) as box:
        assert box.select("INBOX")


@pytest.mark.servers
@pytest.mark.django_db
def test_the_test_of_a_line_says_where_it_stops(given: Provider, server: Dovecot) -> None:
    by = _administrator()
    line = a_line(imap_host="127.0.0.1", imap_port=server.port, imap_user="help", after=Line.SEEN)
    consenting.set_up(by, line.pk, _setup(given))
    failed = next(step for step in lines.test(line) if not step.ok)
    assert (failed.name, "is not given yet" in failed.message) == ("IMAP: sign in", True)
    consenting.answer(by, *given.agree(consenting.question(by, line.pk)))
    assert all(step.ok for step in lines.test(line) if step.name.startswith("IMAP"))


@pytest.mark.django_db
def test_mail_waits_while_the_consent_does_not_hold(given: Provider) -> None:
    by = _administrator()
    line = a_line(smtp_host="127.0.0.1", smtp_port=9, smtp_user="help")
    consenting.set_up(by, line.pk, _setup(given))
    made = outbox.queue(SYSTEM, line, a_mail(line, "colin@mail.example"), purpose="reply")
    send_due()
    row = Delivery.objects.get(pk=made.pk)
    assert row.state == Delivery.DELAYED
    line.refresh_from_db()
    assert "is not given yet" in line.send_failure


class _Smtp:
    """Answers as Google's and Microsoft's servers do, one connection at a time."""

    def __init__(self, ways: str, token: str) -> None:
        said = self.said = []  # type: ignore[var-annotated]
        good = base64.b64encode(f"user=help\x01auth=Bearer {token}\x01\x01".encode()).decode()

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                self.wfile.write(b"220 mx ready\r\n")
                for raw in self.rfile:
                    line = raw.decode().rstrip("\r\n")
                    said.append(line)
                    if line.upper().startswith("EHLO"):
                        self.wfile.write(f"250-mx\r\n250 AUTH {ways}\r\n".encode())
                    elif line == f"AUTH XOAUTH2 {good}":
                        self.wfile.write(b"235 2.7.0 Accepted\r\n")
                    elif line.startswith("AUTH"):
                        self.wfile.write(b"334 eyJzdGF0dXMiOiI0MDEifQ==\r\n")
                    elif line == "":
                        self.wfile.write(b"535 5.7.3 Authentication unsuccessful\r\n")
                    elif line == "QUIT":
                        self.wfile.write(b"221 bye\r\n")
                        return
                    else:
                        self.wfile.write(b"250 ok\r\n")

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever)

    def __enter__(self) -> "_Smtp":
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def at(self, token: str) -> Server:
        return Server("127.0.0.1", self.server.server_address[1], "none", "help", "", token)


def test_a_server_of_outgoing_mail_takes_the_token_too() -> None:
    with _Smtp("LOGIN XOAUTH2", "access-1") as smtp:
        with SmtpClient(smtp.at("access-1"), "desk.example") as client:
            assert client.sender("help@desk.example", 10)[0] == 250
        with pytest.raises(Trouble, match="refuses the consent"), SmtpClient(smtp.at("old"), "desk.example"):
            pass
    assert "" in smtp.said  # the challenge was answered, or the server would wait


def test_a_server_that_takes_passwords_only_is_told_apart() -> None:
    with (
        _Smtp("PLAIN LOGIN", "x") as smtp,
        pytest.raises(Trouble, match="takes no consent"),
        SmtpClient(smtp.at("x"), "desk.example"),
    ):
        pass
