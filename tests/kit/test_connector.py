import socket
import ssl
from ipaddress import ip_network
from typing import Any

import pytest

from ringback.kit import dial
from ringback.kit.connector import Unreachable, connect, fetch
from ringback.kit.networks import AllowedNetworks
from tests.kit.canary import Canary, answering, canary

LOOPBACK = AllowedNetworks((ip_network("127.0.0.0/8"),))

# P is the canary's port. Every form means this machine, in some reader's eyes, or no web address at all.
FORMS_TEXT = """
http://127.0.0.1:P/ http://localhost:P/ http://LOCALHOST:P/ http://127.1:P/ http://127.0.1:P/ http://0:P/
http://0.0.0.0:P/ http://2130706433:P/ http://0x7f000001:P/ http://0x7f.0.0.1:P/ http://0x7f.1:P/
http://017700000001:P/ http://0177.0.0.1:P/ http://0177.0x0.0.1:P/ http://00000177.0.0.1:P/
http://127.000.000.001:P/ http://127.255.255.254:P/ http://[::1]:P/ http://[::]:P/
http://[0:0:0:0:0:0:0:1]:P/ http://[::ffff:127.0.0.1]:P/ http://[::ffff:7f00:1]:P/ http://[::127.0.0.1]:P/
http://[64:ff9b::127.0.0.1]:P/ http://[64:ff9b::7f00:1]:P/ http://[2002:7f00:1::]:P/
http://[2001:0:7f00:1::1]:P/ http://[fe80::1%25lo]:P/ http://[::1%25lo]:P/ http://[::1%lo]:P/
http://[fe80::1]:P/ http://user@127.0.0.1:P/ http://user:pw@127.0.0.1:P/ http://example.com@127.0.0.1:P/
http://example.com:80@127.0.0.1:P/ http://127.0.0.1:P@127.0.0.1:P/ http://example.com#@127.0.0.1:P/
http://127.0.0.1:P#@example.com/ http://127.0.0.1:P?@example.com/ http://127.0.0.1:P\\@example.com/
http://example.com\\@127.0.0.1:P/ http://127。0。0。1:P/ http://①②⑦.⓪.⓪.①:P/ http://１２７.0.0.1:P/
http://ⓛocalhost:P/ http://localhost.:P/ http://127.0.0.1.:P/ http://127.0.0.1%20:P/
http://%31%32%37.0.0.1:P/ http://127.0.0.1%00.example.com:P/ https://127.0.0.1:P/ https://localhost:P/
HTTP://127.0.0.1:P/ hTTps://127.0.0.1:P/ //127.0.0.1:P/ 127.0.0.1:P http:127.0.0.1:P http:///127.0.0.1:P/
gopher://127.0.0.1:P/_GET file:///etc/passwd ftp://127.0.0.1:P/ dict://127.0.0.1:P/ ldap://127.0.0.1:P/
unix:///run/x.sock data:text/plain,x jar:http://127.0.0.1:P/ http://127.0.0.1:99999/ http://127.0.0.1:-1/
http://:P/ http://[ http://256.256.256.256:P/ http://127.0.0.1:P:80/ http://10.0.0.1:80/
http://169.254.169.254/ http://0x7f000001/ javascript:1
"""
FORMS = FORMS_TEXT.split()


@pytest.fixture
def bird() -> Any:
    with canary(answering(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"), host="") as found:
        yield found


def test_there_are_more_than_sixty_forms() -> None:
    assert len(set(FORMS)) >= 60


@pytest.mark.parametrize("form", FORMS)
def test_no_form_of_a_url_leads_to_this_machine(form: str, bird: Canary) -> None:
    with pytest.raises(Unreachable):
        fetch(form.replace("P", str(bird.port)), seconds=3)
    assert bird.visits == []


@pytest.mark.parametrize("blank", ["\r\n", "\t", " ", "\x00", "\x7f", "\xa0"])
def test_blanks_in_a_url_are_refused(blank: str, bird: Canary) -> None:
    with pytest.raises(Unreachable):
        fetch(f"http://127.0.0.1:{bird.port}/{blank}", networks=LOOPBACK)
    assert bird.visits == []


def test_the_name_is_looked_up_once_and_the_checked_address_is_used(bird: Canary, monkeypatch: Any) -> None:
    answers = iter([[_answer("93.184.216.34")], [_answer("127.0.0.1")]])
    asked: list[str] = []

    def rebinding(host: str, *_: Any, **__: Any) -> Any:
        asked.append(host)
        return next(answers)

    dialled: list[Any] = []
    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    monkeypatch.setattr(dial, "_open", _noting(dialled))
    with pytest.raises(Unreachable):
        fetch("http://rebind.example/")
    assert (asked, dialled) == (["rebind.example"], [("93.184.216.34", 80)])
    assert bird.visits == []


def test_of_several_addresses_only_the_allowed_are_tried(monkeypatch: Any) -> None:
    both = [_answer("127.0.0.1"), _answer("93.184.216.34")]
    dialled: list[Any] = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: both)
    monkeypatch.setattr(dial, "_open", _noting(dialled))
    with pytest.raises(Unreachable):
        fetch("http://two.example/")
    assert dialled == [("93.184.216.34", 80)]


def test_a_redirect_is_handed_back_and_not_followed(bird: Canary) -> None:
    inside = f"http://127.0.0.1:{bird.port}/secret".encode()
    with canary(
        answering(b"HTTP/1.1 302 Found\r\nLocation: " + inside + b"\r\nContent-Length: 0\r\n\r\n")
    ) as outside:
        answer = fetch(f"http://127.0.0.1:{outside.port}/", networks=LOOPBACK)
    assert (answer.status, answer.headers["location"]) == (302, inside.decode())
    assert bird.visits == []


def test_an_allowed_network_answers_with_status_headers_and_body(bird: Canary) -> None:
    answer = fetch(f"http://127.0.0.1:{bird.port}/päth?q=ü", networks=LOOPBACK, method="POST", body=b"x")
    assert (answer.status, answer.body, answer.headers["content-length"]) == (200, b"hi", "2")


@pytest.mark.parametrize("head", [b"HTTP/1.0 200 OK", b"HTTP/1.1 200 OK\r\nConnection: close"])
def test_an_answer_is_read_to_its_end_though_the_server_hangs_up_after_it(head: bytes) -> None:
    with canary(answering(head + b"\r\n\r\n" + b"x" * 300_000)) as server:
        assert len(fetch(f"http://127.0.0.1:{server.port}/", networks=LOOPBACK).body) == 300_000


def test_a_proxy_in_the_environment_is_ignored(bird: Canary, monkeypatch: Any) -> None:
    with canary() as proxy:
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{proxy.port}")
        fetch(f"http://127.0.0.1:{bird.port}/", networks=LOOPBACK)
    assert proxy.visits == []


def test_an_answer_that_is_too_long_is_refused() -> None:
    with (
        canary(answering(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 5000)) as long,
        pytest.raises(Unreachable, match="longer than 4000"),
    ):
        fetch(f"http://127.0.0.1:{long.port}/", networks=LOOPBACK, most=4000)


def test_dripped_bytes_do_not_stretch_the_time() -> None:
    def drip(client: socket.socket) -> None:
        while True:
            client.sendall(b"H")
            client.settimeout(0.05)
            try:
                client.recv(100)
            except TimeoutError:
                continue

    with canary(drip) as slow, pytest.raises(Unreachable) as failure:
        fetch(f"http://127.0.0.1:{slow.port}/", networks=LOOPBACK, seconds=0.5)
    assert failure.value.code == "timeout"


def test_what_is_no_http_is_said_so() -> None:
    with canary(answering(b"220 mail.example ESMTP\r\n")) as mail, pytest.raises(Unreachable) as failure:
        fetch(f"http://127.0.0.1:{mail.port}/", networks=LOOPBACK)
    assert failure.value.code == "protocol"
    assert "ESMTP" not in failure.value.message


def test_a_server_without_tls_is_said_so(bird: Canary) -> None:
    with pytest.raises(Unreachable) as failure:
        fetch(f"https://127.0.0.1:{bird.port}/", networks=LOOPBACK, seconds=3)
    assert failure.value.code == "tls"


def test_tls_checks_names_and_certificates() -> None:
    context = dial.tls_context()
    assert context.check_hostname
    assert context.verify_mode == ssl.CERT_REQUIRED


def test_connecting_says_in_plain_words_why_it_failed() -> None:
    closed = socket.create_server(("127.0.0.1", 0))
    port = closed.getsockname()[1]
    closed.close()
    for host, networks, code in [
        ("127.0.0.1", LOOPBACK, "refused"),
        ("127.0.0.1", AllowedNetworks(), "forbidden"),
        ("no-such-name.invalid", LOOPBACK, "name"),
        ("", LOOPBACK, "name"),
    ]:
        with pytest.raises(Unreachable) as failure:
            connect(host, port, networks=networks, timeout=3)
        assert failure.value.code == code


def _answer(address: str) -> Any:
    return (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80))


def _noting(dialled: list[Any]) -> Any:
    def refuse(family: int, address: Any, timeout: float) -> socket.socket:
        dialled.append(address)
        raise ConnectionRefusedError

    return refuse
