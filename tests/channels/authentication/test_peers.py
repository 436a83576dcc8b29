import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.channels.authentication.peers import Peer, named_by, public, spoken_with
from tests.channels.authentication.letters import MAIL, OURS

IP = "93.184.215.14"
PATH = b"Return-Path: <ann@shop.example>\r\n"
POSTFIX = (
    f"from mta.shop.example (out.shop.example [{IP}])\r\n"
    "\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))\r\n\t(No client certificate requested)\r\n"
    f"\tby {OURS} (Postfix) with ESMTPS id 4Xyz12 for <help@desk.example>;\r\n\tThu, 5 Nov 2026 12:00:00 +0000 (UTC)"
)


def _mail(received: str, above: bytes = PATH, below: bytes = b"") -> bytes:
    return above + f"Received: {received}\r\n".encode() + below + MAIL


@pytest.mark.parametrize(
    ("received", "ip", "helo"),
    [
        (POSTFIX, IP, "mta.shop.example"),
        (f"from x (unknown [{IP}]) by {OURS.upper()} (8.17/8.17) with ESMTP id 1; today", IP, "x"),
        (f"from [10.0.0.1] ([{IP}]) by {OURS} with ESMTP; today", IP, "[10.0.0.1]"),
        (f"from x (x.example [IPv6:2a00:1450:4001::1a]) by {OURS} id 1; today", "2a00:1450:4001::1a", "x"),
    ],
)
def test_the_trusted_server_names_the_peer(received: str, ip: str, helo: str) -> None:
    peer = Peer(ip, helo, "ann@shop.example")
    assert named_by(OURS, _mail(received), None) == peer
    assert named_by(OURS, _mail(received, above=b""), "ann@shop.example") == peer


@pytest.mark.parametrize(
    "received",
    [
        POSTFIX.replace(OURS, "mx.evil.example"),
        POSTFIX.replace(OURS, f"{OURS}.evil.example"),
        POSTFIX.replace(IP, "10.1.2.3"),
        POSTFIX.replace(IP, "127.0.0.1"),
        POSTFIX.replace(IP, "999.1.1.1"),
        f"by {OURS} with LMTP; today",
        f"from x by {OURS}; today",
        f"from x (x [8.8.8.8]) by {OURS} (y [{IP}]) by {OURS}; today",
        f"from x (x [8.8.8.8]) by {OURS} with (real [{IP}]); today",
        f"from x (x.example [{IP}]) by mx.evil.example by {OURS}; today",
        f"from x (x.example [{IP}]) (CN by {OURS}) by mx.evil.example; today",
        f"from x (by {OURS}; [{IP}]) by {OURS}",
        f"from a b (x.example [{IP}]) by {OURS}; today",
        "",
    ],
)
def test_what_is_not_clear_or_not_of_the_trusted_server_names_nobody(received: str) -> None:
    assert named_by(OURS, _mail(received), None) is None
    assert named_by(OURS, _mail(received), "ann@shop.example") is None


def test_only_the_topmost_trace_counts_and_only_a_return_path_above_it() -> None:
    forged = f"Received: {POSTFIX}\r\n".encode()
    assert named_by(OURS, _mail("by other.example; today", below=forged), None) is None
    assert named_by(OURS, _mail(POSTFIX, above=b"", below=PATH), None) is None
    assert named_by(OURS, _mail(POSTFIX, above=PATH + PATH), None) is None
    assert named_by(OURS, _mail(POSTFIX, above=b"Return-Path: <>\r\n"), None) is None
    assert named_by("", _mail(POSTFIX), None) is None
    assert named_by(OURS, MAIL, "ann@shop.example") is None


@pytest.mark.parametrize(
    ("address", "found"),
    [
        (IP, IP),
        (f"::ffff:{IP}", IP),
        ("2a00:1450:4001::1a", "2a00:1450:4001::1a"),
        ("127.0.0.1", ""),
        ("192.168.1.1", ""),
        ("::1", ""),
        ("::ffff:10.0.0.1", ""),
        ("fe80::1%eth0", ""),
        ("", ""),
        ("nonsense", ""),
    ],
)
def test_only_public_addresses_are_peers(address: str, found: str) -> None:
    assert public(address) == found
    assert (spoken_with(address, "x", "ann@shop.example") is not None) is bool(found)
    assert spoken_with(address, "x", "") is None


def test_a_relay_of_the_house_is_no_peer(settings: object) -> None:
    settings.RINGBACK_SMTP_RELAYS = "93.184.215.0/24"  # type: ignore[attr-defined]
    assert public(IP) == ""
    assert public("8.8.8.8") == "8.8.8.8"
    assert named_by(OURS, _mail(POSTFIX), None) is None


@given(st.text(max_size=300), st.text(max_size=60))
def test_whatever_the_trace_says_nothing_is_raised(received: str, path: str) -> None:
    named_by(OURS, f"Return-Path: {path}\r\nReceived: from {received}\r\n".encode() + MAIL, None)
