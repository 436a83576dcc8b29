"""Chains of seals (ARC): whether they hold, and whose word counts."""

import dkim
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.channels.authentication import arc, passes
from tests.channels.authentication.letters import MAIL, OURS, always, answers, nothing, pem, record
from tests.corpus import corpus

SAID = f"{OURS}; dkim=pass header.d=shop.example; spf=fail smtp.mailfrom=shop.example"


def test_what_the_trusted_server_has_sealed_counts() -> None:
    assert _passes(_sealed(SAID))


def test_a_chain_of_two_counts_by_its_newest() -> None:
    listed = "mx.list.example; dkim=pass header.d=shop.example"
    list_first = _sealed(listed, "mx.list.example")
    assert _passes(_sealed(f"{SAID}; arc=pass", mail=list_first))
    desk_first = _sealed(f"{listed}; arc=pass", "mx.list.example", _sealed(SAID))
    assert not _passes(desk_first)


@pytest.mark.parametrize(
    "said",
    [
        f"{OURS}; dkim=fail header.d=shop.example",
        f"{OURS}; dkim=pass header.d=evil.example",
        "mx.evil.example; dkim=pass header.d=shop.example",
    ],
)
def test_no_other_word_does(said: str) -> None:
    assert not _passes(_sealed(said, said.partition(";")[0]))


def test_whoever_takes_the_servers_name_has_to_seal_with_its_domain() -> None:
    assert not _passes(_sealed(SAID, OURS, domain="evil.example"))


def test_a_line_that_trusts_no_server_trusts_no_seal() -> None:
    assert not passes(_sealed(SAID), "ann@shop.example", [], "", always(record()))


@pytest.mark.parametrize(("old", "new"), [(b"Where is", b"Pay me for"), (b"dkim=pass", b"dkim=pass ")])
def test_a_mail_or_a_word_changed_since_does_not(old: bytes, new: bytes) -> None:
    sealed = _sealed(SAID)
    assert old in sealed
    assert arc.chain(sealed.replace(old, new), always(record())) == (
        arc.FAIL if old != b"dkim=pass" else arc.PASS
    )
    assert not _passes(sealed.replace(b"Where is", b"Pay me for"))


def test_without_keys_nothing_holds() -> None:
    assert arc.chain(_sealed(SAID), nothing) == arc.FAIL
    assert arc.chain(MAIL, nothing) == arc.NONE


def test_hundreds_of_seals_are_not_asked_for() -> None:
    asked: list[str] = []

    def lookup(name: str, kind: str) -> list[bytes]:
        asked.append(name)
        return []

    many = b"".join(b"ARC-Seal: i=%d; cv=pass; d=a.example; s=x; b=YQ==\r\n" % n for n in range(300))
    assert arc.chain(many + MAIL, lookup) == arc.FAIL
    assert asked == []


@given(st.binary(max_size=200))
def test_no_bytes_make_it_stumble(noise: bytes) -> None:
    raw = b"ARC-Seal: " + noise + b"\r\nARC-Authentication-Results: i=1; " + noise + b"\r\n" + MAIL
    assert arc.vouches(raw, "shop.example", OURS, nothing) is False


@pytest.mark.corpus
def test_real_chains_hold_with_their_keys_and_not_without() -> None:
    files = sorted(corpus("mail-auth").glob("arc/*.txt"))
    assert files
    for file in files:
        keys, _, mail = file.read_bytes().replace(b"\r\n", b"\n").partition(b"\n\n")
        records = dict(line.split(b" ", 1) for line in keys.split(b"\n") if b" " in line)
        lookup = answers({name.decode(): record for name, record in records.items()})
        raw = mail.replace(b"\n", b"\r\n")
        assert arc.chain(raw, lookup) == arc.PASS, file.name
        assert arc.chain(raw + b"more\r\n", lookup) == arc.FAIL, file.name
        assert arc.chain(raw, nothing) == arc.FAIL, file.name


def _passes(raw: bytes) -> bool:
    return passes(raw, "ann@shop.example", [], OURS, always(record()))


def _sealed(said: str, server: str = OURS, mail: bytes = MAIL, domain: str = "") -> bytes:
    """As a server does that has written `said` on top."""
    marked = f"Authentication-Results: {said}\r\n".encode() + mail
    by = domain or server.partition(".")[2]
    seals = dkim.arc_sign(marked, b"one", by.encode(), pem(), server.encode())
    assert seals
    return b"".join(seals) + mail
