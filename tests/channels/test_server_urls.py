import pytest

from ringback.channels.server_urls import ServerUrl, read_server_url
from ringback.kit.errors import Refusal


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("imaps://me@mail.example", ServerUrl("mail.example", 993, "tls", "me", "")),
        (
            "imaps://me%40shop.example@mail.example/INBOX/Shop",
            ServerUrl("mail.example", 993, "tls", "me@shop.example", "INBOX/Shop"),
        ),
        (
            "imaps://me@shop.example@mail.example:1993/",
            ServerUrl("mail.example", 1993, "tls", "me@shop.example", ""),
        ),
        ("imap://127.0.0.1:1143/Gr%C3%BC%C3%9Fe", ServerUrl("127.0.0.1", 1143, "none", "", "Grüße")),
        ("imap+starttls://me@[::1]", ServerUrl("::1", 143, "starttls", "me", "")),
    ],
)
def test_addresses_of_mailboxes_are_read(url: str, found: ServerUrl) -> None:
    assert read_server_url(url, "imap") == found


@pytest.mark.parametrize(
    ("scheme", "port", "tls"),
    [("smtps", 465, "tls"), ("smtp+starttls", 587, "starttls"), ("smtp", 25, "none")],
)
def test_addresses_of_servers_to_send_by_are_read(scheme: str, port: int, tls: str) -> None:
    assert read_server_url(f"{scheme}://me@mail.example", "smtp") == ServerUrl(
        "mail.example", port, tls, "me", ""
    )


@pytest.mark.parametrize(
    "url",
    ["", "mail.example", "smtp://mail.example", "http://x", "imaps://", "imaps://x:99999", "imaps://[x"],
)
def test_what_is_no_such_address_is_refused(url: str) -> None:
    with pytest.raises(Refusal):
        read_server_url(url, "imap")


def test_a_password_in_an_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(Refusal) as no:
        read_server_url("imaps://me:hunter2@mail.example", "imap")
    assert "hunter2" not in no.value.message
