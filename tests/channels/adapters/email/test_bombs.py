"""Mails made to cost: each is answered within the limits, and most still say who wrote and about what."""

import base64
import io
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ringback.channels.adapters.email.parser_child import MOST_MEMORY
from ringback.channels.adapters.email.parser_process import Parser

HEAD = "From: Ann <ann@example.com>\nTo: desk@example.com\nSubject: Help\n"
BIG = 300_000


def nested(depth: int) -> str:
    opened = "".join(f'--b{n}\nContent-Type: multipart/mixed; boundary="b{n + 1}"\n\n' for n in range(depth))
    return f'{HEAD}Content-Type: multipart/mixed; boundary="b0"\n\n{opened}--b{depth}\n\nHello\n'


def parts(count: int, header: str = "Content-Type: text/plain", body: str = "Hello") -> str:
    one = f"--b\n{header}\n\n{body}\n"
    return f"{HEAD}Content-Type: multipart/mixed; boundary=b\n\n{one * count}--b--\n"


def html(body: str) -> str:
    return f"{HEAD}Content-Type: text/html; charset=utf-8\n\n{body}"


def zipped() -> str:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(50_000_000))
    return parts(
        2, "Content-Type: application/zip\nContent-Transfer-Encoding: base64", encoded(file.getvalue())
    )


def encoded(data: bytes) -> str:
    return base64.encodebytes(data).decode()


def matryoshka(depth: int) -> str:
    return HEAD + "Content-Type: message/rfc822\n\n" * depth + "Hello"


OPENED = {
    "900 nested multiparts": nested(900),
    "3,000 nested multiparts": nested(3_000),
    "20 nested multiparts": nested(20),
    "200 parts": parts(200),
    "100,000 parts": parts(100_000),
    "600 files": parts(600, "Content-Disposition: attachment; filename=a"),
    "one boundary for every depth": HEAD + "Content-Type: multipart/mixed; boundary=b\n\n--b\n" * 5_000,
    "boundary of 60 kB": f"{HEAD}Content-Type: multipart/mixed; boundary={'b' * 60_000}\n\n--{'b' * 60_000}\n\nx",
    "lines that look like boundaries": HEAD
    + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\n"
    + "--\n" * 900_000,
    "multipart without boundary": HEAD + "Content-Type: multipart/mixed\n\nHello",
    "5,000 mails in mails": matryoshka(5_000),
    "a million headers": HEAD + "X: y\n" * 1_000_000 + "\nHello",
    "a header of 20 MB": HEAD + "X: " + "y" * 20_000_000 + "\n\nHello",
    "a header folded a million times": HEAD + "X: y\n" + " y\n" * 1_000_000 + "\nHello",
    "a part with a million headers": parts(1, "X: y\n" * 1_000_000),
    "lines that are no headers": HEAD + "no header\n" * 500_000 + "Date: x\n\nHello",
    "20,000 references": HEAD
    + "References: "
    + " ".join(f"<{n}@x.example>" for n in range(20_000))
    + "\n\nHello",
    "references without end": HEAD + "References: " + "<" * 60_000 + "\n\nHello",
    "20,000 recipients": HEAD + "Cc: " + ", ".join(f"a{n}@x.example" for n in range(20_000)) + "\n\nHello",
    "open quote": HEAD + 'Cc: "' + '\\"' * 30_000 + "\n\nHello",
    "open comment": HEAD + "Cc: " + "(" * 60_000 + "\n\nHello",
    "open angle": HEAD + "Cc: " + "<a," * 20_000 + "\n\nHello",
    "encoded words": HEAD + "Cc: " + "=?a?q?=ff?=" * 5_900 + "\n\nHello",
    "encoded words without end": HEAD + "Cc: " + "=?utf-8?q?" * 6_000 + "\n\nHello",
    "20,000 parameters": HEAD + "Content-Type: text/plain" + "; a=b" * 13_000 + "\n\nHello",
    "20,000 sections": HEAD + "Content-Type: text/plain" + "; a*1*=%41" * 6_000 + "\n\nHello",
    "unknown charset": HEAD + "Content-Type: text/plain; charset=no-such\n\n\xff\xfe\xfd Hello",
    "charset that is code": HEAD + "Content-Type: text/plain; charset=unicode_escape\n\n\\N{SNOWMAN}" * 1_000,
    "charset idna": HEAD + "Content-Type: text/plain; charset=idna\n\n" + "a." * 100_000,
    "utf-7": HEAD + "Content-Type: text/plain; charset=utf-7\n\n" + "+AAA-" * 100_000,
    "iso-2022 escapes": HEAD + "Content-Type: text/plain; charset=iso-2022-jp\n\n" + "\x1b$B" * 100_000,
    "On": HEAD + "\n" + "On " * (BIG // 3),
    "On, a line each": HEAD + "\n" + "On \n" * (BIG // 4),
    "quote marks": HEAD + "\n" + ">" * BIG,
    "quoted lines": HEAD + "\n" + "> > > > a\n" * (BIG // 10),
    "dashes": HEAD + "\n" + "-" * BIG + "\n-- \n" * 1_000,
    "header lines in the text": HEAD + "\n" + "From: a\nSent: b\nTo: c\nSubject: d\n\n" * 9_000,
    "spaces": HEAD + "\n" + " " * BIG,
    "blank lines": HEAD + "\n" + "\n" * 2_000_000,
    "one line of 1.9 MB": HEAD + "\n" + "a" * 1_900_000,
    "links": HEAD + "\n" + "http://a.example/ " * 100_000,
    "addresses": HEAD + "\n" + "a@b.example " * 100_000,
    "flowed": HEAD + "Content-Type: text/plain; format=flowed\n\n" + "a \n" * 500_000,
    "text of 25 MB": HEAD + "\n" + "Hello\n" * 4_000_000,
    "base64 of 24 MB": parts(
        1, "Content-Type: a/b\nContent-Transfer-Encoding: base64", encoded(bytes(18_000_000))
    ),
    "base64 of nothing": parts(1, "Content-Type: a/b\nContent-Transfer-Encoding: base64", "=" * 20_000_000),
    "quoted-printable": parts(1, "Content-Transfer-Encoding: quoted-printable", "=41=\n" * 400_000),
    "quoted-printable of 20 MB": parts(1, "Content-Transfer-Encoding: quoted-printable", "=" * 20_000_000),
    "uuencoded": parts(1, "Content-Transfer-Encoding: x-uuencode", "begin 644 a\n" * 200_000),
    "zip": zipped(),
    "nested tags": html("<div>x" * 100_000),
    "unclosed tags": html("<b><i><u><a href=x><font color=a><p>" * 10_000),
    "nested lists": html("<ul><li>" * 40_000),
    "nested tables": html("<table><tr><td>" * 30_000),
    "nested quotes": html("<blockquote>" * 480 + "a<br>" * 60_000),
    "tag of a million attributes": html("<a " + "".join(f'a{n}="1" ' for n in range(150_000)) + ">"),
    "entities": html("&amp;" * 400_000),
    "hard spaces": html("\u00a0" * 900_000),
    "comments": html("<!-- " * 300_000),
    "less-than signs": html("<" * 1_900_000),
    "styles": html("<style>" * 200_000),
    "picture in the page": html('<img src="data:image/png;base64,' + "A" * 15_000_000 + '"><p>Hello</p>'),
    "an alternative each": parts(200, "Content-Type: text/html", "<p>" * 3_000),
    "from twice": "From: bob@example.com\n" + HEAD + "\nHello",
    "odd message id": HEAD + "Message-ID: <[1@x]>\n\nHello",
    "null bytes": HEAD + "\n" + "\0" * 1_000_000,
}
UNREADABLE = {
    "nothing": b"",
    "zeros": bytes(1_000_000),
    "noise": bytes(range(256)) * 4_000,
    "an open quote for a sender": b'From: "\n\nHello',
    "no sender": b"Subject: Help\n\nHello",
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 100,
    "line feeds": b"\n" * 20_000_000,
}


@pytest.fixture(scope="module")
def parser() -> Iterator[Parser]:
    running = Parser()
    yield running
    running.close()


@pytest.mark.parametrize("name", OPENED)
def test_a_bomb_still_becomes_a_mail_with_its_sender(parser: Parser, tmp_path: Path, name: str) -> None:
    raw = OPENED[name].encode("utf-8")
    assert len(raw) <= 26_000_000
    mail = parser.parse(raw, tmp_path)
    assert mail.sender is not None
    assert mail.sender.address in ("ann@example.com", "bob@example.com")
    assert mail.subject == "Help"
    assert mail.unreadable == ""
    # It was no limit of the system that stopped the child.
    assert not mail.withheld.startswith(("Reading", "The mail could not", "The parser")), mail.withheld


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_names_no_sender_is_called_unreadable(parser: Parser, tmp_path: Path, name: str) -> None:
    mail = parser.parse(UNREADABLE[name], tmp_path)
    assert mail.unreadable
    assert mail.sender is None


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("900 nested multiparts", "nested more than 20"),
        ("100,000 parts", "more than 200 parts"),
        ("a million headers", "more than 1,000 headers"),
        ("a header of 20 MB", "longer than 64 kB"),
        ("text of 25 MB", "longer than 2 MB"),
    ],
)
def test_over_a_limit_the_body_is_withheld_in_plain_words(
    parser: Parser, tmp_path: Path, name: str, why: str
) -> None:
    mail = parser.parse(OPENED[name].encode(), tmp_path)
    assert why in mail.withheld
    assert (mail.text, mail.html, mail.files) == ("", "", [])


def test_of_endless_references_the_last_hundred_count(parser: Parser, tmp_path: Path) -> None:
    mail = parser.parse(OPENED["20,000 references"].encode(), tmp_path)
    assert len(mail.references) == 100
    assert mail.references[-1] == "19999@x.example"


_LARGEST = """
import resource, sys
from pathlib import Path
from ringback.channels.adapters.email.parser_process import Parser
running = Parser()
running.parse(Path(sys.argv[1]).read_bytes(), Path(sys.argv[1]).parent)
running.close()
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def test_no_bomb_took_more_memory_than_its_child_may_have(tmp_path: Path) -> None:
    """Asked of a process that has had no other children: the parser's are its own once it has been waited for."""
    bomb = tmp_path / "bomb"
    bomb.write_bytes(OPENED["base64 of 24 MB"].encode())
    done = subprocess.run(
        [sys.executable, "-c", _LARGEST, str(bomb)], capture_output=True, text=True, check=True
    )
    assert 0 < int(done.stdout) * 1024 < MOST_MEMORY
