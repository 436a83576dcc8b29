import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.channels.adapters.email.content_key import content_key

MAIL = (
    b"From: a@example.com\nSubject: one\n two\nMessage-ID: <1@x>\nContent-Type: text/plain\n\nHello\n\nyou\n"
)


@pytest.mark.parametrize(
    "delivered",
    [
        b"Received: by mx\n\tfor you\nReturn-Path: <b@x>\n" + MAIL,
        b"DKIM-Signature: a\nAuthentication-Results: mx; spf=pass\nX-Spam: no\nDelivered-To: c\n" + MAIL,
        MAIL.replace(b"\n", b"\r\n"),
        MAIL.replace(b"\n", b"\r"),
        b"From x@example.com Mon Jan  5 10:00:00 2026\n" + MAIL,
        b"\xef\xbb\xbf\n" + MAIL + b"\n\n",
        MAIL.replace(b"one\n two", b"one two"),
        MAIL.replace(b"Subject:", b"SUBJECT :"),
        b"Content-Length: 12\n" + MAIL,
    ],
)
def test_a_second_delivery_has_the_same_key(delivered: bytes) -> None:
    assert content_key(delivered) == content_key(MAIL)


@pytest.mark.parametrize(
    "other",
    [
        MAIL.replace(b"you", b"me"),
        MAIL.replace(b"one", b"three"),
        MAIL.replace(b"<1@x>", b"<2@x>"),
        MAIL.replace(b"a@example", b"b@example"),
        MAIL.replace(b"plain", b"html"),
        MAIL.replace(b"Hello\n\nyou", b"Hello\nyou"),
        b"To: c@example.com\n" + MAIL,
        b"",
    ],
)
def test_other_content_has_another_key(other: bytes) -> None:
    assert content_key(other) != content_key(MAIL)


@given(st.binary(max_size=200))
def test_every_input_has_a_key(raw: bytes) -> None:
    assert len(content_key(raw)) == 64


def test_what_stands_in_a_header_cannot_pass_for_the_body() -> None:
    assert content_key(b"Subject: a\n\nb") != content_key(b"Subject: a\nSubject: b\n\n")


@pytest.mark.parametrize("unit", [b"\r", b"\n", b"\n ", b"a:\n", b" ", b"\n\n", b"\r\r\n"])
def test_endless_input_is_read_once(unit: bytes) -> None:
    content_key(b"Subject: a" + unit * 2_000_000)
