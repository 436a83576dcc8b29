import email
import email.policy
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.channels.adapters.email.compose import OutFile, Outgoing, compose
from ringback.channels.adapters.email.parsed import Address
from ringback.kit.errors import Refusal

MAIL = Outgoing(
    from_name="Support",
    from_address="help@desk.example",
    to=[Address("Ann", "ann@shop.example")],
    subject="Your order",
    text="Hello,\n\nit is on its way.",
    message_id="0123456789abcdef0123456789abcdef@desk.example",
    date=datetime(2026, 11, 5, 12, 0, tzinfo=UTC),
)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
BREAKS = [
    "\r\n",
    "\n",
    "\r",
    "\x00",
    "\x0b",
    "\x0c",
    "\x1c",
    "\x85",
    "\u2028",
    "\u2029",
    "\r\n ",
    "\n\t",
    "%0d%0a",
    "=0D=0A",
]
LURES = [
    "Bcc: evil@x.example",
    '" <evil@x.example>, "',
    ", evil@x.example",
    "<evil@x.example>",
    "evil@x.example;",
    "(c) \\",
]
CODED = [
    "=?utf-8?q?=0ABcc:_evil@x.example?=",
    "=?utf-8?b?PGV2aWxAeC5leGFtcGxlPg==?=",
    "Ü, evil@x.example",
    "﹫evil",
    "‮",
]
HOSTILE = (
    [f"A{b}{lure}" for b in BREAKS for lure in LURES]
    + CODED
    + [f"{'Ü, ' * n}{lure}" for n in (1, 30) for lure in LURES]
)


def test_the_mail_reads_back_as_it_was_meant() -> None:
    read = _read(MAIL)
    assert read["From"] == "Support <help@desk.example>"
    assert read["To"] == "Ann <ann@shop.example>"
    assert read["Subject"] == "Your order"
    assert read["Message-ID"] == f"<{MAIL.message_id}>"
    assert read["Date"] == "Thu, 05 Nov 2026 12:00:00 +0000"
    assert read.get_content().replace("\r\n", "\n") == MAIL.text + "\n"


def test_the_same_values_give_the_same_bytes() -> None:
    rich = replace(MAIL, html="<p>hi", files=[OutFile("a.bin", "x/y", PNG)])
    assert compose(rich) == compose(rich)


def test_text_html_inline_images_and_files_lie_where_readers_look_for_them() -> None:
    files = [
        OutFile("logo.png", "image/png", PNG, "logo@1"),
        OutFile("Rechnung März.pdf", "application/pdf", PNG),
    ]
    read = _read(replace(MAIL, html='<p>é</p><img src="cid:logo@1">', files=files))
    shape = [part.get_content_type() for part in read.walk()]
    assert shape == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
        "application/pdf",
    ]
    image, pdf = [part for part in read.walk() if part.get_filename()]
    assert (image["Content-ID"], image.get_content_disposition()) == ("<logo@1>", "inline")
    assert (pdf.get_filename(), pdf.get_content_disposition()) == ("Rechnung März.pdf", "attachment")
    assert image.get_payload(decode=True) == pdf.get_payload(decode=True) == PNG


def test_an_image_that_the_text_does_not_show_is_an_attachment() -> None:
    read = _read(replace(MAIL, html="<p>", files=[OutFile("logo.png", "image/png", PNG, "logo@1")]))
    assert [part.get_content_disposition() for part in read.walk() if part.get_filename()] == ["attachment"]


@pytest.mark.parametrize(
    "kind", ["message/rfc822", "text/plain", "multipart/mixed", "nonsense", "a/b\r\nBcc: evil@x.example"]
)
def test_files_of_every_kind_keep_their_bytes(kind: str) -> None:
    data = b"Subject: x\r\n\nlone\r mixed\n" + PNG
    read = _read(replace(MAIL, files=[OutFile("f", kind, data)]))
    assert [part.get_payload(decode=True) for part in read.walk() if part.get_filename()] == [data]
    assert read["Bcc"] is None


def test_bcc_never_stands_in_the_mail() -> None:
    raw = compose(replace(MAIL, bcc=[Address("Secret", "secret@x.example")]))
    assert b"secret" not in raw.lower()


def test_automatic_mail_says_so_and_other_mail_does_not() -> None:
    assert _read(MAIL)["Auto-Submitted"] is None
    reply = _read(replace(MAIL, automatic=True, in_reply_to="a@b.example"))
    assert (reply["Auto-Submitted"], reply["X-Auto-Response-Suppress"]) == ("auto-replied", "All")
    assert _read(replace(MAIL, automatic=True))["Auto-Submitted"] == "auto-generated"


def test_references_keep_their_ids_whole_and_are_limited_to_first_and_last() -> None:
    ids = [f"{'x' * 120}{number}@mail.example" for number in range(50)]
    read = _read(replace(MAIL, references=ids, in_reply_to=ids[-1]))
    assert read["References"].split() == [f"<{one}>" for one in [ids[0], *ids[-19:]]]
    assert read["In-Reply-To"] == f"<{ids[-1]}>"


def test_what_is_no_message_id_is_left_out() -> None:
    read = _read(replace(MAIL, references=["a b@c", "a>\r\nBcc: <x@y", "good@id.example", ""]))
    assert read["References"] == "<good@id.example>"


@pytest.mark.parametrize(
    "text", ["x" * 5000, "é" * 5000, "tab\tand \x00 nul \ud800 end", ".\r\n.\r\nFrom here\n--\n"]
)
def test_every_line_is_seven_bit_and_shorter_than_998(text: str) -> None:
    raw = compose(replace(MAIL, text=text, html=f"<p>{text}</p>", subject=text, from_name=text))
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"")


@pytest.mark.parametrize(
    "address", ["", "a", "a@b c", "a@b\r\nBcc: x@y", "<a@b>", "a@b,c@d", "Ann <a@b>", "a@" + "b" * 300]
)
def test_what_is_no_address_is_refused(address: str) -> None:
    for mail in (replace(MAIL, to=[Address("", address)]), replace(MAIL, reply_to=Address("", address))):
        with pytest.raises(Refusal) as no:
            compose(mail)
        assert no.value.code == "bad-address"


@pytest.mark.parametrize("lure", HOSTILE)
def test_no_name_or_subject_adds_a_recipient_or_a_header(lure: str) -> None:
    _only_what_was_meant(lure)


@given(st.text(max_size=300))
def test_no_text_at_all_adds_a_recipient_or_a_header(lure: str) -> None:
    _only_what_was_meant(lure)


def test_more_than_two_hundred_ways_were_tried() -> None:
    assert len(HOSTILE) >= 100  # each in four fields


def _only_what_was_meant(lure: str) -> None:
    mail = replace(
        MAIL,
        from_name=lure,
        to=[Address(lure, "ann@shop.example"), Address(lure, "bob@shop.example")],
        cc=[Address(lure, "cc@shop.example")],
        subject=lure,
        files=[OutFile(lure, "text/plain", b"x")],
    )
    read = _read(mail)
    assert [name.lower() for name, _ in read.raw_items()] == _FIELDS
    assert [(a.addr_spec) for a in read["To"].addresses] == ["ann@shop.example", "bob@shop.example"]
    assert [(a.addr_spec) for a in read["Cc"].addresses] == ["cc@shop.example"]
    assert [(a.addr_spec) for a in read["From"].addresses] == ["help@desk.example"]
    assert len(list(read.iter_attachments())) == 1


_FIELDS = ["from", "to", "cc", "subject", "date", "message-id", "mime-version", "content-type"]


def _read(outgoing: Outgoing) -> Any:
    read = email.message_from_bytes(compose(outgoing), EmailMessage, policy=email.policy.default)
    assert not read.defects
    return read
