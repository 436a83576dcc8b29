import hashlib
from pathlib import Path

import pytest

from ringback.channels.adapters.email.parsed import File
from tests.channels.adapters.email.mails import mail, multipart


def only_file(header: str, folder: Path, body: str = "x") -> File:
    (file,) = mail(multipart("mixed", "\nHello", f"{header}\n\n{body}"), folder).files
    return file


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Content-Type: application/pdf; name=a.pdf", "a.pdf"),
        ('Content-Type: a/b; name="x"\nContent-Disposition: attachment; filename="y.b"', "y.b"),
        ("Content-Type: a/b\nContent-Disposition: attachment; filename*=utf-8''%E2%82%AC.txt", "€.txt"),
        ("Content-Type: a/b\nContent-Disposition: attachment; filename*0=a; filename*1=b.txt", "ab.txt"),
        ('Content-Type: a/b; name="=?utf-8?B?4oKs?=.txt"', "€.txt"),
        ("Content-Type: a/b; name=two words.txt", "two words.txt"),
        ('Content-Type: a/b; name="C:\\dir\\file.txt"', "file.txt"),
        ('Content-Type: a/b; name="in\u202evoice\u200b.txt"', "invoice.txt"),
        ('Content-Type: a/b; name=".htaccess"', "htaccess"),
        ("Content-Type: a/b", "attachment-1.bin"),
        ("Content-Type: application/pdf", "attachment-1.pdf"),
        ("Content-Type: image/png", "attachment-1.png"),
        ("Content-Type: text/calendar; method=REQUEST", "attachment-1.ics"),
        ("Content-Type: application/ms-tnef", "winmail.dat"),
        ("Content-Type: message/delivery-status", "delivery-status.txt"),
        ("Content-Type: a/b\nContent-Description: The plan.txt", "The plan.txt"),
    ],
)
def test_every_file_has_a_name_that_people_can_read(tmp_path: Path, header: str, name: str) -> None:
    assert only_file(header, tmp_path).name == name


def test_a_mail_within_a_mail_is_a_file_named_by_its_subject(tmp_path: Path) -> None:
    file = only_file(
        "Content-Type: message/rfc822", tmp_path, "Subject: Order 7/8\nFrom: b@example.com\n\nHi"
    )
    assert (file.name, file.media_type) == ("Order 7-8.eml", "message/rfc822")
    assert Path(file.path).read_bytes().endswith(b"\n\nHi")


def test_content_size_and_digest_are_those_of_the_file_written(tmp_path: Path) -> None:
    file = only_file("Content-Type: a/b\nContent-Transfer-Encoding: base64", tmp_path, "aGVsbG8=")
    assert Path(file.path).read_bytes() == b"hello"
    assert (file.size, file.sha256) == (5, hashlib.sha256(b"hello").hexdigest())


def test_bytes_of_files_are_never_changed(tmp_path: Path) -> None:
    file = only_file("Content-Type: a/b\nContent-Transfer-Encoding: binary", tmp_path, "a\r\nb\rc")
    assert Path(file.path).read_bytes() == b"a\r\nb\rc"
