"""Who asks: nobody can make themselves somebody else, however they write the header."""

import io

import pytest
from django.conf import LazySettings
from hypothesis import given
from hypothesis import strategies as st

from ringback.asgi.client import address
from ringback.asgi.environ import environ_of
from tests.asgi.test_environ import scope

OURS = {"10.0.0.1", "10.0.0.2"}
STRANGER = "198.51.100.7"


@pytest.mark.parametrize(
    ("peer", "forwarded", "found"),
    [
        (STRANGER, "", STRANGER),
        (STRANGER, "203.0.113.9", STRANGER),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", STRANGER, STRANGER),
        ("10.0.0.1", f"203.0.113.9, {STRANGER}", STRANGER),
        ("10.0.0.1", f"203.0.113.9,{STRANGER},10.0.0.2", STRANGER),
        ("10.0.0.1", "10.0.0.2", "10.0.0.2"),
        ("10.0.0.1", "2001:db8::7", "2001:db8::7"),
        ("10.0.0.1", "unknown", "10.0.0.1"),
        ("10.0.0.1", f"{STRANGER}, 'or 1=1", "10.0.0.1"),
    ],
)
def test_the_last_that_is_no_proxy_of_ours_asks(peer: str, forwarded: str, found: str) -> None:
    assert address(peer, forwarded, OURS.__contains__) == found


@given(st.text())
def test_whatever_a_stranger_writes_before_it_changes_nothing(words: str) -> None:
    assert address("10.0.0.1", f"{words}, {STRANGER}", OURS.__contains__) == STRANGER
    assert address(STRANGER, words, OURS.__contains__) == STRANGER


def test_nobody_is_believed_unless_the_house_says_so(settings: LazySettings) -> None:
    asked = scope((b"x-forwarded-for", b"203.0.113.9"))
    assert environ_of(asked, io.BytesIO(), 0)["REMOTE_ADDR"] == "192.0.2.7"
    settings.RINGBACK_TRUSTED_PROXIES = "192.0.2.0/24"
    assert environ_of(asked, io.BytesIO(), 0)["REMOTE_ADDR"] == "203.0.113.9"
