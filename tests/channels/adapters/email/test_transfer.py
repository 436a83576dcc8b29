import base64
import binascii
import quopri

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.channels.adapters.email.transfer import decode_transfer


@given(st.binary(max_size=200))
def test_what_was_encoded_comes_back(data: bytes) -> None:
    lines = b"".join(binascii.b2a_uu(data[n : n + 45]) for n in range(0, len(data), 45))
    assert decode_transfer(base64.encodebytes(data), "Base64") == data
    assert decode_transfer(quopri.encodestring(data), "quoted-printable") == data
    assert decode_transfer(b"begin 644 a b.txt\n" + lines + b"`\nend\n", "x-uuencode") == data
    assert decode_transfer(data, "8bit") == data
    assert decode_transfer(data, "no-such") == data


@pytest.mark.parametrize(
    ("content", "data"),
    [
        (b"aGVsbG8", b"hello"),
        (b"aGVs\nbG8=\n", b"hello"),
        (b"aGVs bG8=", b"hello"),
        (b"aGVsbG8=aGVsbG8=", b"hellohello"),
        (b"aGVsbG8=\n\naGVsbG8=", b"hellohello"),
        (b"aGVsbA==X", b"hell"),
        (b"This is not encoded, it only says so.", b"This is not encoded, it only says so."),
        (b"", b""),
    ],
)
def test_base64_is_read_as_far_as_it_goes(content: bytes, data: bytes) -> None:
    assert decode_transfer(content, " base64; x") == data


@given(st.binary(max_size=200), st.sampled_from(["base64", "quoted-printable", "x-uuencode"]))
def test_it_never_raises(content: bytes, encoding: str) -> None:
    assert isinstance(decode_transfer(content, encoding), bytes)
