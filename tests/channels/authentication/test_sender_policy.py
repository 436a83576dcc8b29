import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import dns.resolver
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.channels.authentication import Peer, passes
from ringback.channels.authentication.lookups import Ask
from ringback.channels.authentication.sender_policy import verdict
from tests.channels.authentication.letters import MAIL, OURS, answers, nothing
from tests.corpus import corpus

IP, OTHER = "93.184.215.14", "8.8.4.4"
RECORDS = {
    "shop.example": f"v=spf1 ip4:{IP} -all".encode(),
    "news.shop.example": b"v=spf1 include:shop.example -all",
    "evil.example": b"v=spf1 +all",
    "desk.example": b"v=spf1 ip4:8.8.8.8 -all",
}


def _passes(
    mail_from: str,
    ip: str = IP,
    sender: str = "ann@shop.example",
    ask: Ask = answers(RECORDS),
    house: str = "",
) -> bool:
    mail = MAIL.replace(b"ann@shop.example", sender.encode())
    return passes(mail, sender, [], "", ask, peer=Peer(ip, "mta.example", mail_from), house=house)


def test_a_server_that_may_send_for_the_sender_passes() -> None:
    assert _passes("ann@shop.example")
    assert _passes("bounces@news.shop.example")
    assert _passes("ann@shop.example", house="desk.example")
    assert not _passes("ann@shop.example", ip=OTHER)


@pytest.mark.parametrize(
    "mail_from",
    [
        "eve@evil.example",
        "",
        "ann",
        "shop.example",
        "a@evil.example@shop.example",
        '"@evil.example"@shop.example',
    ],
)
def test_a_pass_of_another_domain_or_of_none_lends_nothing(mail_from: str) -> None:
    assert not _passes(mail_from)
    assert not _passes(mail_from, sender="ann@bank.example")


def test_without_a_peer_or_without_an_answer_nothing_passes() -> None:
    def silent(name: str, kind: str) -> list[Any]:
        raise OSError("no answer")

    assert not passes(MAIL, "ann@shop.example", [], "", answers(RECORDS))
    assert not _passes("ann@shop.example", ask=silent)
    assert not _passes("ann@shop.example", ask=nothing)


def test_two_senders_do_not_pass() -> None:
    peer = Peer(IP, "mta.example", "ann@shop.example")
    mail = b"From: eve@evil.example\r\n" + MAIL
    assert not passes(mail, "ann@shop.example", [], "", answers(RECORDS), peer=peer)


@pytest.mark.parametrize(
    "ours", [f"v=spf1 ip4:{IP} -all", "v=spf1 include:shop.example -all", "v=spf1 +all", "temperror"]
)
def test_a_server_that_may_send_for_ourselves_proves_nothing(ours: str) -> None:
    """Whoever shares our provider could hand in anything through it."""

    def ask(name: str, kind: str) -> list[Any]:
        if name == "desk.example" and ours == "temperror":
            raise OSError("no answer")
        return answers(RECORDS | {"desk.example": ours.encode()})(name, kind)

    assert not _passes("ann@shop.example", ask=ask, house="desk.example")


def test_the_explanation_of_a_fail_is_not_asked_for() -> None:
    asked: list[str] = []

    def ask(name: str, kind: str) -> list[Any]:
        asked.append(name)
        return answers({"shop.example": b"v=spf1 -all exp=why.shop.example"})(name, kind)

    assert verdict(Peer(IP, "mta.example", "ann@shop.example"), ask) == "fail"
    assert asked == ["shop.example"]


def test_servers_that_never_answer_cost_one_wait_for_signatures_and_spf(monkeypatch: Any) -> None:
    lifetimes: list[float] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers, resolver.port = ["127.0.0.1"], silent.getsockname()[1]
        whole = resolver.resolve

        def resolve(name: str, kind: str, *, lifetime: float, **more: Any) -> Any:
            lifetimes.append(lifetime)
            return whole(name, kind, lifetime=lifetime, **more)

        monkeypatch.setattr(dns.resolver, "resolve", resolve)
        signed = (
            b"DKIM-Signature: v=1; a=rsa-sha256; d=shop.example; s=one; h=from; bh=YQ==; b=YQ==\r\n" + MAIL
        )
        peer = Peer(IP, "mta.example", "ann@shop.example")
        assert not passes(signed, "ann@shop.example", [], OURS, peer=peer, seconds=0.2)
    assert len(lifetimes) == 1


@given(st.binary(max_size=120), st.text(max_size=60), st.text(max_size=30))
def test_whatever_stands_in_the_dns_nothing_is_raised(record: bytes, mail_from: str, helo: str) -> None:
    for text in (record, b"v=spf1 " + record):
        peer = Peer(IP, helo, mail_from)
        verdict(peer, lambda name, kind, text=text: [text] if kind == "TXT" else [])  # type: ignore[misc]
        passes(MAIL, "ann@bank.example", [], "", lambda name, kind, text=text: [text], peer=peer)  # type: ignore[misc]


# Where the suites ask for something else than the RFC or than we do; none of these may pass but the first, which wants
# the name in HELO judged as well.
OTHERWISE = {
    ("HELO identity", "mx.test.org"),
    ("All test", "test.org"),  # what follows "all" is read, and a mistake there is one (4.6)
    ("DNS Lookup Limits", "ok.test.org"),  # more than two names without an answer (4.6.4)
    ("DNS Lookup Limits", "ptr.test.org"),
    ("DNS Lookup Limits", "mx.test.org"),  # more than ten servers (4.6.4)
    ("Exists", "ip6.test.org"),  # "exists" looks for A alone (5.7)
    ("Macro expansion 2", "mx.example.org"),
    ("IPv6 match", "test.org"),  # an IPv4 address is not one of IPv6 (5)
}


@dataclass
class _Suite:
    name: str
    records: dict[tuple[str, str], list[Any]] = field(default_factory=dict)
    cases: list[dict[str, Any]] = field(default_factory=list)
    policies: dict[str, bytes] = field(default_factory=dict)  # those of one case

    def ask(self, name: str, kind: str) -> list[Any]:
        if "_dns_error" in name:
            raise OSError("SERVFAIL")
        if kind == "TXT" and name.lower() in self.policies:
            return [self.policies[name.lower()]]
        return list(self.records.get((name.lower(), kind), ()))


@pytest.mark.corpus
def test_the_suites_of_rfc_7208_end_as_they_say() -> None:
    wrong, judged = [], 0
    for file in sorted(corpus("mail-auth").glob("spf/*.yml")):
        for suite in _suites(file):
            for case in suite.cases:
                suite.policies = case["policies"]
                peer = Peer(
                    case["ip"], case.get("domain", ""), case["sender"] or f"postmaster@{case['domain']}"
                )
                found = verdict(peer, suite.ask)
                judged += 1
                expected, is_known = case["expect"].split()[0], (suite.name, case.get("domain")) in OTHERWISE
                if found != expected and not (
                    is_known and (found != "pass" or suite.name == "HELO identity")
                ):
                    wrong.append((file.name, suite.name, case, found))
    assert not wrong
    assert judged > 100


def _suites(file: Path) -> Iterator[_Suite]:
    """They look like YAML, but name one key several times."""
    for text in file.read_text().split("\n---"):
        suite, part, case, policies = _Suite(""), "", dict[str, Any](), dict[str, bytes]()
        for line in text.splitlines():
            bare = line.strip().removeprefix("- ").strip()
            key, _, value = (word.strip() for word in bare.partition(":"))
            if not bare or bare.startswith(("#", "---")):
                continue
            if not line.startswith(" "):
                part, suite.name = key, value if key == "name" else suite.name
            elif part == "records" or key in ("a", "ptr"):
                _add(suite, key, value)
            elif key == "spf":
                # A case's own policies stand before its addresses.
                policies = {} if "ip" in case else policies
                policies[value.partition(" ")[0].lower()] = value.partition(" ")[2].strip().encode()
                case.pop("ip", None)
            else:
                case[key] = value
                if key == "expect":
                    suite.cases.append(case | {"policies": dict(policies)})
        yield suite


def _add(suite: _Suite, kind: str, value: str) -> None:
    name, _, rest = value.partition(" ")
    listed = [one.strip() for one in rest.split(",")]
    if kind in ("spf", "exp"):
        suite.records.setdefault((name.lower(), "TXT"), []).append(rest.strip().encode())
    elif kind == "ptr":
        reverse = str(dns.reversename.from_address(name)).rstrip(".")
        suite.records.setdefault((reverse, "PTR"), []).extend(listed)
    elif kind == "mx":
        suite.records.setdefault((name.lower(), "MX"), []).extend(_mx(suite, name.lower(), listed))
    else:
        suite.records.setdefault((name.lower(), kind.upper()), []).extend(listed)


def _mx(suite: _Suite, name: str, addresses: list[str]) -> Iterator[tuple[int, str]]:
    """There an MX lists addresses: give each a name."""
    for number, address in enumerate(addresses):
        host = f"mx{number}.{name}"
        suite.records[(host, "AAAA" if ":" in address else "A")] = [address]
        yield 10, host
