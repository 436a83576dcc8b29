import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.channels.adapters.email.addresses import parse_list, parse_one
from ringback.kit.addresses import is_addr_spec


@pytest.mark.parametrize(
    ("value", "name", "address"),
    [
        ("a@b.example", "", "a@b.example"),
        ("Ann <a@B.Example>", "Ann", "a@b.example"),
        ("<a@b.example>", "", "a@b.example"),
        ('"Doe, Ann" <a@b.example>', "Doe, Ann", "a@b.example"),
        ("a@b.example (Ann (at work))", "Ann (at work)", "a@b.example"),
        ("=?utf-8?Q?J=C3=B6rg=2C_A?= <a@b.example>", "Jörg, A", "a@b.example"),
        ('"=?utf-8?B?SsO2cmc=?=" <a@b.example>', "Jörg", "a@b.example"),
        ("=?utf-8?q?=C3?= =?utf-8?q?=BC?= <a@b.example>", "ü", "a@b.example"),
        ("'Ann' <a@b.example>", "Ann", "a@b.example"),
        ('"Ann <a@b.example>', "Ann", "a@b.example"),
        ("<<a@b.example>>", "", "a@b.example"),
        ("< a @ b . example >", "", "a@b.example"),
        ("<@relay.example,@other.example:a@b.example>", "", "a@b.example"),
        ("Ann a@b.example", "", "a@b.example"),
        ("Ann (a@b.example)", "", "a@b.example"),
        ("a@bücher.example", "", "a@xn--bcher-kva.example"),
        ("a@straße.example", "", "a@xn--strae-oqa.example"),
        ("a.@b.example", "", '"a."@b.example'),
        ('"a"@b.example', "", "a@b.example"),
        ("A: <a@b.example>", "A:", "a@b.example"),
        ("Ann\u202e <a@b.example>", "Ann", "a@b.example"),
    ],
)
def test_a_mailbox_is_read_as_its_sender_meant_it(value: str, name: str, address: str) -> None:
    found = parse_one(value)
    assert found is not None
    assert (found.name, found.address) == (name, address)


@pytest.mark.parametrize(
    "value",
    [
        "alice@example.org)bob@victim.example",
        "alice@example.org bob@victim.example",
        "<alice@example.org> <bob@victim.example>",
        "alice@example.org <bob>",
        "=?utf-8?q?alice=40example=2Eorg?=",
        "<=?utf-8?q?alice=40example=2Eorg?=>",
        "MAILER-DAEMON",
        "undisclosed-recipients:;",
        "<a@" + "ü" * 60 + ".example>",
        '"',
        "",
        "@",
        "<>",
    ],
)
def test_what_can_be_read_in_two_ways_or_none_is_no_mailbox(value: str) -> None:
    assert parse_list(value) == []


def test_a_name_cannot_pass_for_the_address() -> None:
    found = parse_one("victim@corp.example <attacker@evil.example>")
    assert found is not None
    assert found.address == "attacker@evil.example"
    found = parse_one("=?utf-8?q?=3Cvictim=40corp=2Eexample=3E?= <attacker@evil.example>")
    assert found is not None
    assert found.address == "attacker@evil.example"


def test_lists_groups_and_unquoted_commas_are_told_apart() -> None:
    value = 'Team: a@x.example, "B, b" <b@x.example>; Doe, Ann <c@x.example>; c@x.example'
    assert [(one.name, one.address) for one in parse_list(value)] == [
        ("", "a@x.example"),
        ("B, b", "b@x.example"),
        ("Doe, Ann", "c@x.example"),
    ]


@given(st.text(st.sampled_from("ab@.<>(),;:\"'\\= ?\tü\n\0"), max_size=60))
def test_it_never_raises_and_gives_addresses_only(value: str) -> None:
    for one in parse_list(value):
        assert is_addr_spec(one.address)
        assert one.address.isascii() or "@" in one.address
        assert "\n" not in one.name


@pytest.mark.parametrize(
    "unit",
    [
        '"',
        '"\\',
        "(",
        "(a",
        "<",
        "<a,",
        "a()",
        '""',
        "@",
        "=?a?b?",
        "=?a?q?=ff?=",
        ":",
        " ",
        " .",
        "()(",
        '("',
        "a:",
        ",",
    ],
)
def test_endless_headers_are_read_once(unit: str) -> None:
    """Each would take minutes if it cost the square of its length."""
    parse_list(unit * (200_000 // len(unit)))
    parse_list("<" + unit * (60_000 // len(unit)) + ">;")
