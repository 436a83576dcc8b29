import io
import mailbox
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.channels.source_files import mails_in, split_mbox

DATED = b"From ann@x.example Thu Nov  5 12:00:00 2026\n"
ONE = b"Subject: one\r\n\r\nHello\r\n"
TWO = b"Subject: two\n\nNo line end"


def test_every_regular_file_below_a_folder_is_a_mail_in_sorted_order(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "2.eml").write_bytes(TWO)
    (tmp_path / "a.txt").write_bytes(ONE)
    (tmp_path / "empty").write_bytes(b"")
    (tmp_path / "link").symlink_to(tmp_path / "a.txt")
    assert list(mails_in(str(tmp_path))) == [ONE, TWO, b""]


def test_a_file_of_any_name_is_one_mail_to_the_byte(tmp_path: Path) -> None:
    raw = b"\xff\x00 From \r\rnothing\n\nFrom here\n"
    (tmp_path / "x").write_bytes(raw)
    assert list(mails_in(str(tmp_path / "x"))) == [raw]


def test_a_maildir_gives_new_and_cur_of_all_its_folders_and_nothing_else(tmp_path: Path) -> None:
    box = mailbox.Maildir(tmp_path / "box", create=True)
    box.add(ONE)
    box.add_folder("Shop").add(TWO)
    (tmp_path / "box" / "tmp" / "half").write_bytes(b"half a mail")
    (tmp_path / "box" / "dovecot-uidlist").write_bytes(b"3 V1 N2")
    found = list(mails_in(str(tmp_path / "box")))
    assert sorted(raw.replace(b"\r\n", b"\n").rstrip() for raw in found) == sorted(
        raw.replace(b"\r\n", b"\n").rstrip() for raw in (ONE, TWO)
    )


def test_an_mbox_is_split_into_the_mails_that_went_in() -> None:
    mails = [b"Subject: a\n\nFrom the start\n>From quoted\n", b"Subject: b\n\n", b"Subject: c\n\nend\n\n\n"]
    assert list(split_mbox(_lines(_mbox(mails)))) == mails


def test_a_sentence_that_begins_with_from_does_not_split() -> None:
    text = DATED + b"Subject: a\n\nDear all,\n\nFrom Monday on we are closed.\n\nFrom 12:00 2026\n"
    assert list(split_mbox(_lines(text))) == [text[len(DATED) :]]


def test_a_dated_line_splits_only_after_an_empty_line() -> None:
    text = DATED + b"Subject: a\n\nHe wrote:\n" + DATED + b"x\n"
    assert len(list(split_mbox(_lines(text)))) == 1


def test_an_mbox_whose_first_line_has_no_date_splits_where_lines_look_alike() -> None:
    text = b"From nobody\nSubject: a\n\nx\n\nFrom nobody\nSubject: b\n\ny\n"
    assert list(split_mbox(_lines(text))) == [b"Subject: a\n\nx\n", b"Subject: b\n\ny\n"]


def test_what_python_puts_into_an_mbox_comes_out_again(tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "box")
    mails = [b"Subject: a\n\nFrom here\n", b"Subject: b\n\nbye\n"]
    for raw in mails:
        box.add(raw)
    box.flush()
    assert list(mails_in(str(tmp_path / "box"))) == mails


def test_standard_input_may_be_a_mail_or_an_mbox(monkeypatch: Any) -> None:
    for given_, found in [(ONE, [ONE]), (_mbox([TWO + b"\n", TWO + b"\n"]), [TWO + b"\n"] * 2)]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given_)))
        assert list(mails_in("-")) == found


def test_a_path_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        list(mails_in(str(tmp_path / "nothing")))


@given(
    st.lists(
        st.lists(st.sampled_from([b"From x\n", b">From y\n", b"\n", b"text\n", DATED, b"\r\n"])), min_size=1
    )
)
def test_whatever_is_put_into_an_mbox_properly_comes_out_as_it_was(bodies: list[list[bytes]]) -> None:
    mails = [b"Subject: x\n\n" + b"".join(lines) for lines in bodies]
    assert list(split_mbox(_lines(_mbox(mails)))) == mails


def _mbox(mails: list[bytes]) -> bytes:
    """As RFC 4155 and mboxrd want it: one ">" more before "From ", however many there are."""
    text = b""
    for raw in mails:
        quoted = [b">" + line if line.lstrip(b">").startswith(b"From ") else line for line in _lines(raw)]
        text += DATED + b"".join(quoted) + b"\n"
    return text


def _lines(text: bytes) -> Any:
    return iter(io.BytesIO(text).readlines())
