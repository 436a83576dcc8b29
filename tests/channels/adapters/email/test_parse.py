import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.channels.adapters.email.parse import parse, parse_headers
from ringback.channels.adapters.email.parsed import Address, Fold
from tests.channels.adapters.email.mails import HEAD, mail, multipart

PLAIN = "Content-Type: text/plain; charset=utf-8\n\n"
HTML = "Content-Type: text/html; charset=utf-8\n\n"
PNG = "Content-Type: image/png; name=p.png\nContent-ID: <pic@x>\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo="


def test_an_ordinary_mail_says_who_wrote_what_to_whom_and_when(tmp_path: Path) -> None:
    found = mail(
        "Delivered-To: desk@example.com\nAuthentication-Results: mx; spf=pass\nAuthentication-Results: b; dkim=fail\n"
        "From: =?utf-8?Q?J=C3=B6rg?= <j@example.com>\nTo: Desk <desk@example.com>, b@example.com\nCc: c@example.com\n"
        "Reply-To: d@example.com\nSubject: =?iso-8859-1?Q?Gr=FC=DFe?=\n =?iso-8859-1?Q?_aus_K=F6ln?=\n"
        "Date: Mon, 5 Jan 2026 10:00:00 +0100\nMessage-ID: <1@example.com>\nIn-Reply-To: <0@example.com>\n"
        "References: <a@example.com>\n <0@example.com>\n\nGood morning\n",
        tmp_path,
    )
    assert found.sender == Address("Jörg", "j@example.com")
    assert found.to == [Address("Desk", "desk@example.com"), Address("", "b@example.com")]
    assert found.cc == [Address("", "c@example.com")]
    assert found.reply_to == [Address("", "d@example.com")]
    assert found.subject == "Grüße aus Köln"
    assert found.date == "2026-01-05T10:00:00+01:00"
    assert found.message_id == "1@example.com"
    assert found.in_reply_to == ["0@example.com"]
    assert found.references == ["a@example.com", "0@example.com"]
    assert found.delivered_to == ["desk@example.com"]
    assert found.authentication == ["mx; spf=pass", "b; dkim=fail"]
    assert (found.text, found.html, found.files, found.kind) == ("Good morning", "", [], "normal")


def test_of_two_ways_to_read_a_mail_both_are_kept(tmp_path: Path) -> None:
    found = mail(multipart("alternative", PLAIN + "plain ä", HTML + "<p>rich ä</p>"), tmp_path)
    assert found.text == "plain ä"
    assert found.html.strip() == "<p>rich ä</p>"


def test_without_a_plain_part_the_text_comes_from_the_html(tmp_path: Path) -> None:
    found = mail(HEAD + HTML + "<p>a</p><p>b</p>", tmp_path)
    assert found.text == "a\n\nb"
    assert mail(multipart("alternative", PLAIN + " \n", HTML + "<p>a</p>"), tmp_path).text == "a"


def test_an_empty_frame_of_html_does_not_hide_the_text(tmp_path: Path) -> None:
    found = mail(multipart("alternative", PLAIN + "words", HTML + "<table><tr><td>&nbsp;</table>"), tmp_path)
    assert (found.text, found.html) == ("words", "")


def test_texts_one_after_another_are_one_text_and_files_between_are_files(tmp_path: Path) -> None:
    found = mail(multipart("mixed", PLAIN + "one", PNG, PLAIN + "two", HTML + "<b>three</b>"), tmp_path)
    assert found.text.split() == ["one", "two", "three"]
    assert found.html.replace("\n", "") == "<p>one</p><p>two</p><b>three</b>"
    assert [file.name for file in found.files] == ["p.png"]


def test_a_picture_that_the_html_shows_is_inline(tmp_path: Path) -> None:
    found = mail(multipart("related", HTML + '<p>a<img src="cid:pic@x"></p>', PNG), tmp_path)
    assert found.html.strip() == '<p>a<img data-cid="pic@x" alt=""></p>'
    (file,) = found.files
    assert (file.content_id, file.inline, file.size) == ("pic@x", True, 8)
    assert not mail(multipart("mixed", HTML + "<p>a</p>", PNG), tmp_path).files[0].inline


def test_quotes_fold_in_text_and_html(tmp_path: Path) -> None:
    quote = "Thanks!\n\nOn Mon, 5 Jan 2026, Desk <desk@example.com> wrote:\n> Good day\n> you\n"
    found = mail(HEAD + "\n" + quote, tmp_path)
    assert Fold(2, 5, "quote") in found.folds
    found = mail(
        HEAD + HTML + '<p>Thanks!</p><div class="gmail_quote">On Mon wrote: <p>Good day</p></div>', tmp_path
    )
    assert '<details data-quote="">' in found.html


@pytest.mark.parametrize("name", ["Sender", "Reply-To", "Return-Path"])
def test_without_from_the_next_best_header_names_the_sender(tmp_path: Path, name: str) -> None:
    found = mail(f"{name}: <a@example.com>\nSubject: x\n\nHello", tmp_path)
    assert found.sender == Address("", "a@example.com")
    assert found.unreadable == ""


def test_the_line_of_an_mbox_names_the_sender_last(tmp_path: Path) -> None:
    found = mail("From a@example.com Mon Jan  5 10:00:00 2026\nSubject: x\n\nHello", tmp_path)
    assert found.sender == Address("", "a@example.com")
    assert (found.subject, found.text) == ("x", "Hello")


def test_two_senders_are_flagged(tmp_path: Path) -> None:
    assert "two-from" in mail("From: a@example.com\nFrom: b@example.com\n\nx", tmp_path).flags
    assert "two-from" in mail("From: a@example.com, b@example.com\n\nx", tmp_path).flags
    assert mail(HEAD + "\nx", tmp_path).flags == []


def test_a_report_without_a_sender_is_no_unreadable_mail(tmp_path: Path) -> None:
    text = (
        "From: MAILER-DAEMON\nTo: desk@example.com\nSubject: Undelivered Mail Returned to Sender\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nIt failed.\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.com\n\n"
        "Final-Recipient: rfc822; ann@example.com\nAction: failed\nStatus: 5.1.1\n"
        "--b\nContent-Type: message/rfc822\n\nMessage-ID: <out@desk.example>\nSubject: Hi\n\nHi\n--b--\n"
    )
    found = mail(text, tmp_path)
    assert (found.kind, found.sender, found.unreadable) == ("bounce", None, "")
    assert found.report is not None
    assert [one.address for one in found.report.recipients] == ["ann@example.com"]
    assert found.report.original_message_ids == ["out@desk.example"]


@pytest.mark.parametrize("end", ["\r\n", "\r", "\r\r\n"])
def test_every_kind_of_line_end_is_understood(tmp_path: Path, end: str) -> None:
    text = multipart("alternative", PLAIN + "plain\nwords", HTML + "<p>rich</p>").replace("\n", end)
    found = mail(text, tmp_path)
    assert found.sender == Address("Ann", "ann@example.com")
    assert found.text.split() == ["plain", "words"]
    assert found.html.strip() == "<p>rich</p>"


@pytest.mark.parametrize(
    "before", ["\n\n", "\ufeff", " \r\n", ">From x@example.com Mon Jan  5 10:00:00 2026\n"]
)
def test_what_stands_before_the_headers_is_passed_over(tmp_path: Path, before: str) -> None:
    assert mail(before + HEAD + "\nHello", tmp_path).subject == "Help"


def test_headers_go_on_behind_a_broken_line(tmp_path: Path) -> None:
    text = "---- Original ----\nX-A: b\nbroken line\nFrom: a@example.com\nContent-Type: multipart/mixed;\n"
    found = mail(text + 'boundary="b"\nSubject: x\n\n--b\n\nHello\n--b--\n', tmp_path)
    assert (found.sender, found.subject, found.text) == (Address("", "a@example.com"), "x", "Hello")


def test_a_body_without_a_blank_line_before_it_is_a_body(tmp_path: Path) -> None:
    assert mail(HEAD + "Hello there\nyou", tmp_path).text == "Hello there\nyou"


@pytest.mark.parametrize("charset", ["koi8-r", "windows-1251"])
def test_raw_bytes_in_headers_are_read_in_the_charset_of_the_body(tmp_path: Path, charset: str) -> None:
    raw = f"From: Иван <a@example.com>\nSubject: Счёт за май\nContent-Type: text/plain; charset={charset}\n\nПривет"
    found = parse(raw.encode(charset), tmp_path)
    assert (found.subject, found.text) == ("Счёт за май", "Привет")
    assert found.sender == Address("Иван", "a@example.com")


def test_a_guess_is_flagged(tmp_path: Path) -> None:
    found = parse(HEAD.encode() + b"\nGr\xfc\xdfe", tmp_path)
    assert (found.text, found.flags) == ("Grüße", ["guessed-charset"])


def test_broken_lines_of_flowed_text_are_whole_again(tmp_path: Path) -> None:
    found = mail(
        HEAD + "Content-Type: text/plain; format=flowed\n\nOne \nparagraph\n\n> quo \n> ted\n", tmp_path
    )
    assert found.text == "One paragraph\n\n> quo ted"


@pytest.mark.parametrize(
    ("header", "flag"),
    [
        ("Content-Type: application/pgp-signature\n\nx", "signed"),
        ("Content-Type: application/pkcs7-mime; smime-type=signed-data\n\nx", "signed"),
        ("Content-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nx", "encrypted"),
        ("Content-Type: application/pgp-encrypted\n\nx", "encrypted"),
    ],
)
def test_signed_and_encrypted_parts_are_kept_and_flagged(tmp_path: Path, header: str, flag: str) -> None:
    found = mail(multipart("mixed", PLAIN + "a", header), tmp_path)
    assert found.flags == [flag]
    assert len(found.files) == 1


def test_a_multipart_that_lost_its_parts_still_shows_its_words(tmp_path: Path) -> None:
    assert mail(HEAD + "Content-Type: multipart/mixed; boundary=x\n\nHello\n", tmp_path).text == "Hello"


def test_what_cannot_be_stored_is_not_in_the_text(tmp_path: Path) -> None:
    found = mail(HEAD + "X: \x00\n\nHel\x00lo\x07", tmp_path)
    assert found.text == "Hello"


def test_from_the_headers_alone_the_reason_is_told(tmp_path: Path) -> None:
    found = parse_headers(HEAD.encode() + b"\nHello", "It was too much.")
    assert (found.subject, found.text, found.withheld) == ("Help", "", "It was too much.")


def test_nothing_outside_the_folder_is_written(tmp_path: Path) -> None:
    inside = tmp_path / "in"
    inside.mkdir()
    part = (
        'Content-Type: a/b; name="../../evil"\nContent-Disposition: attachment; filename="/etc/../evil"\n\nx'
    )
    (file,) = mail(multipart("mixed", part), inside).files
    assert file.name == "evil"
    assert Path(file.path).parent == inside
    assert Path(file.path).read_bytes() == b"x"
    assert list(tmp_path.iterdir()) == [inside]


LINES = [
    "From: a@example.com",
    "From:",
    "Content-Type: multipart/alternative; boundary=b",
    "Content-Type: multipart/related; boundary=c",
    "Content-Type: text/html",
    "Content-Type: message/rfc822",
    "Content-Type: text/plain; charset=x; format=flowed",
    "Content-Transfer-Encoding: base64",
    "Content-Disposition: attachment; filename*=''%",
    "Content-ID: <x>",
    "Subject: =?x?b?=?= =?",
    "--b",
    "--b--",
    "--c",
    "",
    "> On wrote:",
    "<p>a<img src=cid:x><div",
    "\udcff\udcfe",
    "\0",
    " ",
]


@given(st.lists(st.sampled_from(LINES), max_size=30), st.sampled_from(["\n", "\r\n", "\r"]))
def test_no_mail_makes_it_raise(lines: list[str], end: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        found = mail(end.join(lines), Path(folder))
        assert found.sender or found.unreadable or found.kind != "normal"
        assert all(Path(file.path).stat().st_size == file.size for file in found.files)
