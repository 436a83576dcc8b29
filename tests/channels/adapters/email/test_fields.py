import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.channels.adapters.email.fields import read_fields
from ringback.channels.adapters.email.limits import MOST_HEADER_BYTES, MOST_HEADERS


def test_fields_are_found_by_name_unfolded_and_in_order() -> None:
    raw = b"Received: a\r\n\tb\r\nReceived: c\r\nSubject : x\r\n\r\nbody"
    fields = read_fields(raw)
    assert list(fields.all("received")) == [b"a\tb", b"c"]
    assert fields.text("subject") == "x"
    assert fields.text("absent") == ""
    assert raw[fields.body :] == b"body"


def test_without_a_blank_line_the_body_begins_where_the_headers_end() -> None:
    raw = b"From: a\nHello: there, you\nThis is the body\n"
    assert raw[read_fields(raw).body :] == b"This is the body\n"


def test_a_line_of_the_envelope_is_kept_apart() -> None:
    fields = read_fields(b"From a@example.com Mon Jan  5 10:00:00 2026\nFrom: b\n\nx")
    assert fields.mbox.startswith(b"From a@example.com")
    assert fields.text("from") == "b"


def test_too_many_headers_are_too_much_and_the_first_are_read() -> None:
    fields = read_fields(b"A: 1\n" * (MOST_HEADERS + 1))
    assert len(fields.found) == MOST_HEADERS
    assert "1,000 headers" in fields.over
    assert read_fields(b"A: 1\n" * MOST_HEADERS).over == ""


def test_too_long_a_header_is_cut_references_at_their_beginning() -> None:
    fields = read_fields(
        b"A: first" + b"x" * MOST_HEADER_BYTES + b"\nReferences: " + b"x" * MOST_HEADER_BYTES + b" last\n\n"
    )
    assert "64 kB" in fields.over
    assert fields.first("a").startswith(b"first")
    assert len(fields.first("a")) <= MOST_HEADER_BYTES
    assert (
        read_fields(b"References: " + b"x" * MOST_HEADER_BYTES + b" last\n\n")
        .first("references")
        .endswith(b" last")
    )


@pytest.mark.parametrize("raw", [b"", b"\n", b":", b" x\n", b"a", b"\xff: x\n", b"a b: c\n"])
def test_what_is_no_header_makes_no_field(raw: bytes) -> None:
    assert read_fields(raw).found == []


@given(st.binary(max_size=300))
def test_it_never_raises_and_stays_within_the_mail(raw: bytes) -> None:
    fields = read_fields(raw)
    assert 0 <= fields.body <= len(raw)
    for name, start, end in fields.found:
        assert 0 <= start <= end <= len(raw)
        assert fields.text(name) == fields.text(name)
