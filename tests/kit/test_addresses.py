import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.kit.addresses import MOST_BYTES, is_addr_spec

GOOD = [
    "a@b",
    "a.b+c@d-e.example",
    '"a b"@c.example',
    "a@[192.0.2.1]",
    "a@[IPv6:2001:db8::1]",
    "jörg@münchen.example",
]
BAD = [
    "",
    "a",
    "@b.example",
    "a@",
    "a..b@c.example",
    ".a@c.example",
    "a b@c.example",
    "<a@b.example>",
    "a@b.example\n",
    "a@b.example>",
    "alice@example.org)bob@victim.example",
    "victim@corp.example <attacker@evil.example>",
    "a@b.example,c@d.example",
    "a@-b.example",
    "a@b..example",
    "a@b.example\u202e",
    "a\u200b@b.example",
    "a\ud800@b.example",
    "a\x00@b.example",
    "ä" * 130 + "@b.example",
]


@pytest.mark.parametrize("text", GOOD)
def test_a_mail_address_is_one(text: str) -> None:
    assert is_addr_spec(text)


@pytest.mark.parametrize("text", BAD)
def test_anything_else_is_not(text: str) -> None:
    assert not is_addr_spec(text)


@given(st.text(max_size=300))
def test_it_never_raises_and_what_passes_is_short_and_on_one_line(text: str) -> None:
    if is_addr_spec(text):
        assert len(text.encode()) <= MOST_BYTES
        assert not set(text) & set("\r\n\t\0<>,;")
