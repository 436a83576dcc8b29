"""Customers' mails are mails."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest

from ringback.channels.adapters.email.compose import OutFile
from ringback.demo.customers import CUSTOMERS, Customer
from ringback.demo.letters import Letter, paragraphs
from ringback.demo.pictures import pdf, photo

AT = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)


def _letter(sender: Customer) -> Letter:
    return Letter(
        sender, "orders@brindlewick.example", f"Frage: {sender.name}", sender.name, AT, "1@mail.example"
    )


@pytest.mark.parametrize("sender", CUSTOMERS, ids=lambda c: c.address)
def test_names_and_words_of_every_script_come_through(sender: Customer) -> None:
    mail = message_from_bytes(_letter(sender).raw(), policy=default)
    assert mail["From"].addresses[0].display_name == sender.name
    assert mail["From"].addresses[0].addr_spec == sender.address
    assert mail["Subject"] == f"Frage: {sender.name}"
    body = mail.get_body(("plain",))
    assert body is not None and body.get_content().strip() == sender.name


def test_an_answer_names_and_quotes_what_it_answers() -> None:
    answer = replace(_letter(CUSTOMERS[0]), answers=("abc@desk.example", AT, "Dear you,\nwe did."))
    mail = message_from_bytes(answer.raw(), policy=default)
    assert mail["In-Reply-To"] == "<abc@desk.example>"
    body = mail.get_body(("plain",))
    assert body is not None and "> Dear you,\n> we did." in body.get_content().replace("\r", "")


def test_a_picture_in_the_text_is_a_part_of_it() -> None:
    one = replace(_letter(CUSTOMERS[0]), is_html=True).with_file(
        OutFile("a.png", "image/png", photo(1), "p1@mail")
    )
    mail = message_from_bytes(one.raw(), policy=default)
    html = mail.get_body(("html",))
    assert html is not None and "cid:p1@mail" in html.get_content()
    assert [part["Content-ID"] for part in mail.walk() if part.get_content_type() == "image/png"] == [
        "<p1@mail>"
    ]


def test_text_becomes_paragraphs_without_becoming_markup() -> None:
    assert paragraphs("a <b>\nc\n\nd") == "<p>a &lt;b&gt;<br>c</p><p>d</p>"


def test_pictures_differ_by_number_and_papers_are_papers() -> None:
    assert photo(1).startswith(b"\x89PNG") and photo(1) != photo(2) and photo(3) == photo(3)
    paper = pdf("Invoice (1)", ["Thank you"])
    assert paper.startswith(b"%PDF-1.4") and b"Invoice \\(1\\)" in paper
    start = int(paper.rpartition(b"startxref\n")[2].split()[0])
    assert paper[start:].startswith(b"xref")
