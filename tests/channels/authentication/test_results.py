import pytest

from ringback.channels.authentication import passes
from tests.channels.authentication.letters import MAIL, OURS, nothing


@pytest.mark.parametrize(
    "words",
    [
        "dmarc=pass (p=REJECT) header.from=shop.example",
        "dkim=pass header.d=shop.example header.b=abc",
        "dkim=fail header.d=a.example; dkim=pass header.i=@shop.example",
        "spf=pass (said; so) smtp.mailfrom=bounces@shop.example",
        "spf=pass smtp.mailfrom=shop.example",
    ],
)
def test_the_trusted_server_may_vouch(words: str) -> None:
    for value in (f"{OURS}; {words}", f"Authentication-Results: {OURS.upper()} 1;\r\n {words}"):
        assert passes(MAIL, "ann@shop.example", [value], OURS, nothing)


@pytest.mark.parametrize(
    "words",
    [
        "none",
        "dmarc=fail header.from=shop.example",
        "dmarc=pass header.from=evil.example",
        "dkim=pass header.d=evil.example",
        'dkim=pass reason="x; dmarc=pass header.from=shop.example" header.d=evil.example',
        "dkim=pass (dmarc=pass header.from=shop.example) header.d=evil.example",
        "spf=pass smtp.mailfrom=ann@shop.example.evil.example",
        "spf=softfail smtp.mailfrom=shop.example",
        "arc=pass header.d=shop.example",
        "((((((" * 2000,
    ],
)
def test_what_the_trusted_server_does_not_say_does_not_pass(words: str) -> None:
    assert not passes(MAIL, "ann@shop.example", [f"{OURS}; {words}"], OURS, nothing)


def test_only_the_topmost_word_of_the_trusted_server_counts() -> None:
    good, other = (
        f"{OURS}; dmarc=pass header.from=shop.example",
        "evil.example; dmarc=pass header.from=shop.example",
    )
    assert not passes(MAIL, "ann@shop.example", [other], OURS, nothing)
    assert not passes(MAIL, "ann@shop.example", [other, good], OURS, nothing)
    assert not passes(MAIL, "ann@shop.example", [f"{OURS}; none", good], OURS, nothing)
    assert not passes(MAIL, "ann@shop.example", [good], "", nothing)
