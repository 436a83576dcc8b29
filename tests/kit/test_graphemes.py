import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.kit.graphemes import cut_at
from tests.corpus import corpus

FLAG, FAMILY, KEYCAP = "🇩🇪", "👨\u200d👩\u200d👧", "1\ufe0f\u20e3"


@pytest.mark.parametrize("sign", [FLAG, FAMILY, KEYCAP, "e\u0301", "👍🏽", "क्षि", "\r\n", "각"])
def test_what_readers_see_as_one_sign_is_not_cut(sign: str) -> None:
    for limit in range(len(sign)):
        assert cut_at("x" + sign, 1 + limit) == 1
    assert cut_at(sign + "x", len(sign)) == len(sign)


def test_an_endless_sign_is_cut_all_the_same() -> None:
    assert cut_at("a" + "\u0301" * 500, 200) == 200


@given(st.text(), st.integers(-5, 200))
def test_the_place_lies_within_the_text_and_the_limit(text: str, limit: int) -> None:
    assert 0 <= cut_at(text, limit) <= max(min(limit, len(text)), 0)


@pytest.mark.corpus
def test_unicode_s_own_boundary_tests_never_see_a_sign_cut() -> None:
    for text, joints in _cases(corpus("unicode-tests") / "GraphemeBreakTest.txt.gz"):
        for limit in range(1, len(text)):
            assert cut_at(text, limit) not in joints


def _cases(path: Path) -> Iterator[tuple[str, set[int]]]:
    """Each text with the places where it may not be cut."""
    for line in gzip.decompress(path.read_bytes()).decode().splitlines():
        text, joints = "", set()
        for word in line.split("#")[0].split():
            if word == "×":
                joints.add(len(text))
            elif word != "÷":
                text += chr(int(word, 16))
        if text:
            yield text, joints
