"""The threading table, cell by cell, and what counts as a proof."""

import itertools
import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.tickets.threading import Place, Proof, agrees, numbers_in, place, secrets_in

BOTH = (True, False)


@pytest.mark.parametrize(("authentic", "agreeing"), list(itertools.product(BOTH, BOTH)))
def test_our_secret_from_somebody_who_takes_part_continues_the_thread(
    authentic: bool, agreeing: bool
) -> None:
    assert (
        place(Proof.SECRET, takes_part=True, is_authentic=authentic, subject_agrees=agreeing)
        is Place.THREADED
    )


@pytest.mark.parametrize(("authentic", "agreeing"), list(itertools.product(BOTH, BOTH)))
def test_our_secret_from_a_stranger_is_held_whatever_else_agrees(authentic: bool, agreeing: bool) -> None:
    assert (
        place(Proof.SECRET, takes_part=False, is_authentic=authentic, subject_agrees=agreeing) is Place.HELD
    )


@pytest.mark.parametrize(("part", "authentic", "agreeing"), list(itertools.product(BOTH, BOTH, BOTH)))
def test_a_hint_continues_only_for_an_authentic_participant_with_the_same_subject(
    part: bool, authentic: bool, agreeing: bool
) -> None:
    found = place(Proof.HINT, takes_part=part, is_authentic=authentic, subject_agrees=agreeing)
    assert found is (Place.THREADED if part and authentic and agreeing else Place.POSSIBLY)


@pytest.mark.parametrize("part", BOTH)
def test_without_reference_a_mail_opens_a_ticket(part: bool) -> None:
    assert place(Proof.NONE, takes_part=part, is_authentic=True, subject_agrees=True) is Place.OPENED


def test_secrets_are_found_in_plus_addresses_before_message_ids() -> None:
    first, second = secrets.token_hex(16), secrets.token_hex(16)
    assert secrets_in([f"{second}@desk.example"], [f"support+{first}@desk.example"]) == [first, second]


@pytest.mark.parametrize(
    "text", ["a" * 31 + "@x", "a" * 33 + "@x", "a" * 32, "g" * 32 + "@x", "+" + "a" * 31 + "@x"]
)
def test_what_is_not_exactly_128_bits_is_no_candidate(text: str) -> None:
    found = secrets_in([text], [])
    assert found == (["a" * 32] if text == "a" * 32 else [])


@given(st.lists(st.text(max_size=400), max_size=20), st.lists(st.text(max_size=100), max_size=20))
def test_whatever_a_mail_claims_candidates_are_128_bits_in_hexadecimal(
    ids: list[str], addresses: list[str]
) -> None:
    assert all(len(c) == 32 and set(c) <= set("0123456789abcdef") for c in secrets_in(ids, addresses))


@pytest.mark.parametrize(
    ("subject", "other"),
    [
        ("Re: Boiler shows E4 [#17]", "Boiler shows E4"),
        ("AW: Re: boiler  shows e4", "Boiler shows E4"),
        ("RE[2]: Boiler shows E4", "Boiler shows E4"),
        ("回复: 锅炉 E4", "锅炉 E4"),
        ("Fwd: Boiler shows E4", "boiler shows E4 [#17]"),
    ],
)
def test_subjects_agree_but_for_prefixes_token_case_and_spaces(subject: str, other: str) -> None:
    assert agrees(subject, other)


def test_another_subject_does_not_agree() -> None:
    assert not agrees("Re: Boiler shows E5", "Boiler shows E4")


def test_numbers_are_read_only_with_their_sign() -> None:
    assert numbers_in("Re: order 4711 [#48112] and #7") == [48112, 7]


@given(st.text(max_size=2000))
def test_no_subject_breaks_the_reading_of_numbers(subject: str) -> None:
    assert all(number < 10**18 for number in numbers_in(subject))
