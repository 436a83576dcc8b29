import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.kit.addresses import MOST_BYTES, ascii_domain, is_addr_spec, with_ascii_domain

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
    "a@" + "ü" * 60 + ".example",
    "a@" + "ü." * 80 + "example",
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
        assert len(with_ascii_domain(text).encode()) <= MOST_BYTES
        assert with_ascii_domain(text).rpartition("@")[2].isascii()
        assert not set(text) & set("\r\n\t\0<>,;")


@pytest.mark.parametrize(
    ("domain", "on_wire"),
    [
        ("strasse.example", "strasse.example"),
        ("straße.example", "xn--strae-oqa.example"),
        ("STRAßE.example", "xn--strae-oqa.example"),
        ("ας.example", "xn--mxa8a.example"),
        ("ασ.example", "xn--mxa0b.example"),
        ("münchen。example", "xn--mnchen-3ya.example"),
        ("ü" * 60 + ".example", ""),
        ("ü" * 5000, ""),
        ("ü／x.example", ""),
    ],
)
def test_a_domain_is_the_one_that_its_owner_registered(domain: str, on_wire: str) -> None:
    assert ascii_domain(domain) == on_wire


@given(st.text(max_size=60))
def test_an_address_has_one_spelling_and_anything_else_stays(text: str) -> None:
    once = with_ascii_domain(text)
    assert with_ascii_domain(once) == once
    assert "@" in text or once == text
