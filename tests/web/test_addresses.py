"""Recipients as typed, and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.channels.adapters.email.parsed import Address
from ringback.kit.errors import Refusal
from ringback.web import addresses

_NAMES = st.text(st.characters(codec="utf-8", categories=("L", "N", "Zs", "P")), max_size=20).map(
    lambda n: " ".join(n.split())
)


def test_names_and_addresses_are_read_from_one_line() -> None:
    read = addresses.read('Ada <ada@x.example>, "Lovelace, A." <a@x.example>; bob@x.example', "to")
    assert read == [
        Address("Ada", "ada@x.example"),
        Address("Lovelace, A.", "a@x.example"),
        Address("", "bob@x.example"),
    ]


def test_nothing_typed_is_nobody() -> None:
    assert addresses.read("  ", "cc") == []


@pytest.mark.parametrize("typed", ["ada", "ada, bob@x.example", "<>"])
def test_what_is_no_address_is_refused_beside_its_field(typed: str) -> None:
    with pytest.raises(Refusal) as refused:
        addresses.read(typed, "bcc")
    assert refused.value.field == "bcc"


def test_a_list_that_is_still_typed_gives_what_is_whole() -> None:
    assert addresses.readable("ada@x.example, bo") == [Address("", "ada@x.example")]


@given(st.lists(_NAMES, max_size=5))
def test_whatever_the_name_the_address_comes_back(names: list[str]) -> None:
    given_ = [Address(name, f"person{i}@x.example") for i, name in enumerate(names)]
    read = addresses.read(addresses.written(given_), "to")
    assert [one.address for one in read] == [one.address for one in given_]
