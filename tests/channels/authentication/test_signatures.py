import re
import socket
import time
from typing import Any

import dns.resolver
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.channels.authentication import passes
from tests.channels.authentication.letters import MAIL, OURS, always, answers, nothing, record, signed
from tests.corpus import corpus


def test_an_aligned_signature_that_holds_passes() -> None:
    assert _passes(signed())


def test_domains_of_one_owner_vouch_for_each_other() -> None:
    mail = MAIL.replace(b"@shop.example", b"@mail.shop.example")
    assert _passes(signed(mail), "ann@mail.shop.example")
    assert _passes(signed(domain="mail.shop.example"))
    assert _passes(signed(mail, "news.shop.example"), "ann@mail.shop.example")


@pytest.mark.parametrize("domain", ["evil.example", "notshop.example", "example"])
def test_a_signature_of_another_domain_does_not_pass(domain: str) -> None:
    assert not _passes(signed(domain=domain))


@pytest.mark.parametrize(
    ("old", "new"), [(b"Where is", b"Pay me for"), (b"Subject: Order", b"Subject: Other"), (b"Ann", b"Bob")]
)
def test_a_mail_changed_on_its_way_does_not_pass(old: bytes, new: bytes) -> None:
    assert not _passes(signed().replace(old, new))


@pytest.mark.parametrize("answer", [None, b"", b"v=DKIM1; p=", b"nonsense", b"v=DKIM1; t=y; "])
def test_no_key_or_a_key_under_test_does_not_pass(answer: bytes | None) -> None:
    if answer and answer.endswith(b"; "):
        answer += record()
    assert not passes(signed(), "ann@shop.example", [], "", always(answer))


def test_only_domains_of_the_sender_are_looked_up() -> None:
    asked: list[str] = []

    def lookup(name: str, kind: str) -> list[bytes]:
        asked.append(name)
        return [record()]

    assert passes(signed(signed(domain="list.example")), "ann@shop.example", [], "", lookup)
    assert asked == ["one._domainkey.shop.example"]


@pytest.mark.parametrize("end", [b"\x0b", b"\x0c", b"\x1c", b"\x1d", b"\x1e", b"\x85", b"\r"])
def test_a_signature_hidden_behind_an_odd_line_end_does_not_lend_its_domain(end: bytes) -> None:
    by_evil = signed(domain="evil.example")
    hidden = b"X-Note: a" + end + b"DKIM-Signature: a=rsa-sha256; d=shop.example\r\n"
    assert not _passes(hidden + by_evil)
    assert not _passes(b"X-Note: a" + end + b"From: eve@evil.example\r\n" + signed())


def test_a_signature_over_a_part_of_the_body_does_not_pass() -> None:
    assert _passes(signed())
    assert not _passes(signed(length=True))
    assert not _passes(signed(length=True) + b"and send money\r\n")


@pytest.mark.parametrize("second", [b"From: eve@evil.example\r\n", b"from : eve@evil.example\r\n"])
def test_two_senders_do_not_pass(second: bytes) -> None:
    assert not _passes(second + signed())
    assert not passes(
        second + MAIL, "ann@shop.example", [f"{OURS}; dmarc=pass header.from=shop.example"], OURS
    )


@given(st.binary(max_size=600), st.text(max_size=80), st.lists(st.text(max_size=200), max_size=3))
def test_whatever_comes_innothing_is_raised_andnothing_passes(
    raw: bytes, sender: str, fields: list[str]
) -> None:
    assert passes(raw, sender, fields, OURS, nothing) is False


def test_servers_that_never_answer_cost_one_wait_however_many_signatures_there_are(monkeypatch: Any) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers, resolver.port = ["127.0.0.1"], silent.getsockname()[1]
        monkeypatch.setattr(dns.resolver, "default_resolver", resolver)
        begun = time.monotonic()
        assert not passes(signed(signed(signed())), "ann@shop.example", [], "", seconds=0.3)
    assert time.monotonic() - begun < 0.8


@pytest.mark.corpus
def test_real_signatures_hold_with_their_keys_and_not_without() -> None:
    held = 0
    for file in sorted(corpus("mail-auth").glob("dkim/*.txt")):
        keys, _, mail = file.read_bytes().replace(b"\r\n", b"\n").partition(b"\n\n")
        records = dict(line.split(b" ", 1) for line in keys.split(b"\n") if b" " in line)
        found = re.search(rb"^From:.*?([^\s<>@]+@[^\s<>@]+)", mail, re.MULTILINE | re.IGNORECASE)
        lookup = answers({name.decode(): record for name, record in records.items()})
        raw, sender = mail.replace(b"\n", b"\r\n"), found[1].decode() if found else ""
        held += passes(raw, sender, [], "", lookup)
        assert not passes(raw + b"more\r\n", sender, [], "", lookup), file.name
        assert not passes(raw, sender, [], "", nothing), file.name
        assert not passes(raw, "ann@elsewhere.example", [], "", lookup), file.name
    assert held


def _passes(raw: bytes, sender: str = "ann@shop.example") -> bool:
    return passes(raw, sender, [], "", always(record()))
