"""What people are told of a mail's sender: the same that the intake goes by, and everything of it."""

from collections.abc import Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ringback.channels.authentication import Peer, passes
from ringback.channels.authentication.findings import Finding, findings
from ringback.channels.authentication.lookups import Ask
from tests.channels.authentication.letters import MAIL, OURS, always, answers, nothing, record, signed

SPF = {"shop.example": b"v=spf1 ip4:93.184.215.14 -all", "news.example": b"v=spf1 +all"}
PEER = Peer("93.184.215.14", "mta.shop.example", "ann@shop.example")


def test_a_signature_that_holds_is_named_with_its_domain() -> None:
    assert _found(signed()) == [Finding("dkim", "shop.example", "pass", "", True)]


def test_a_signature_of_another_domain_holds_and_proves_nothing() -> None:
    assert _found(signed(domain="list.example")) == [Finding("dkim", "list.example", "pass", "", False)]


def test_what_does_not_hold_is_told_from_what_could_not_be_asked() -> None:
    changed = signed().replace(b"Where is", b"Pay me for")
    assert [one.result for one in _found(changed)] == ["fail"]
    assert [one.result for one in _found(signed(), ask=_silent)] == ["temperror"]
    assert [one.result for one in _found(signed(length=True))] == ["policy"]


def test_the_sending_server_is_told_with_what_its_domain_allows() -> None:
    assert _found(peer=PEER, ask=answers(SPF)) == [Finding("spf", "shop.example", "pass", "", True)]
    foreign = Peer("8.8.4.4", "mta.example", "ann@shop.example")
    assert _found(peer=foreign, ask=answers(SPF)) == [Finding("spf", "shop.example", "fail", "", False)]
    newsletter = Peer("8.8.4.4", "mta.example", "x@news.example")
    assert _found(peer=newsletter, ask=answers(SPF)) == [Finding("spf", "news.example", "pass", "", False)]


def test_the_word_of_the_trusted_server_stands_first_and_nobody_elses_at_all() -> None:
    said = [f"{OURS}; dmarc=pass header.from=shop.example; spf=fail smtp.mailfrom=shop.example"]
    assert _found(authentication=said) == [
        Finding("dmarc", "shop.example", "pass", OURS, True),
        Finding("spf", "shop.example", "fail", OURS, False),
    ]
    assert _found(authentication=["mx.evil.example; dmarc=pass header.from=shop.example", *said]) == []


def test_two_senders_are_never_proven() -> None:
    found = _found(b"From: eve@evil.example\r\n" + signed())
    assert found and not any(one.proves for one in found)


@given(
    st.sampled_from([MAIL, signed(), signed(domain="evil.example"), signed(length=True), signed(signed())]),
    st.sampled_from([b"", b"From: eve@evil.example\r\n", b"X-Note: a\x0bFrom: eve@evil.example\r\n"]),
    st.sampled_from(["ann@shop.example", "ann@mail.shop.example", "eve@evil.example", "ann", ""]),
    st.lists(
        st.sampled_from(
            [
                f"{OURS}; dmarc=pass header.from=shop.example",
                f"{OURS}; dkim=pass header.d=evil.example",
                "mx.evil.example; dmarc=pass header.from=shop.example",
                "nonsense",
            ]
        ),
        max_size=2,
    ),
    st.sampled_from([None, PEER, Peer("8.8.4.4", "a", "eve@evil.example"), Peer("8.8.4.4", "a", "nobody")]),
    st.sampled_from([nothing, always(record()), answers(SPF)]),
)
def test_people_are_told_what_the_intake_goes_by(
    raw: bytes, before: bytes, sender: str, authentication: list[str], peer: Peer | None, ask: Ask
) -> None:
    found = findings(before + raw, sender, authentication, OURS, ask, peer=peer)
    assert any(one.proves for one in found) == passes(
        before + raw, sender, authentication, OURS, ask, peer=peer
    )


@given(st.binary(max_size=600), st.text(max_size=80), st.lists(st.text(max_size=200), max_size=3))
def test_whatever_comes_in_nothing_is_raised(raw: bytes, sender: str, said: list[str]) -> None:
    assert not any(one.proves for one in findings(raw, sender, said, OURS, nothing))


def _found(
    raw: bytes = MAIL, authentication: Sequence[str] = (), ask: Ask | None = None, peer: Peer | None = None
) -> list[Finding]:
    return findings(raw, "ann@shop.example", authentication, OURS, ask or always(record()), peer=peer)


def _silent(name: str, kind: str) -> list[Any]:
    raise OSError("no answer")
