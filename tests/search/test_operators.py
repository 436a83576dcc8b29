from datetime import date

import pytest

from ringback.search.operators import USUAL, Filter, read_filter


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("from", "Anna", Filter("from", "Anna")),
        ("number", "#48112", Filter("number", "48112")),
        ("before", "2026-02-28", Filter("before", "2026-02-28", day=date(2026, 2, 28))),
        ("has", "Attachment", Filter("has", "attachment")),
    ],
)
def test_a_fitting_value_becomes_a_filter(name: str, value: str, expected: Filter) -> None:
    assert read_filter(name, value, False, USUAL) == expected


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("form", "anna"),
        ("from", ""),
        ("before", "2026-02-30"),
        ("before", "20260228"),
        ("after", "2026-W01-1"),
        ("after", "٢٠٢٦-٠١-٠١"),
        ("has", "legs"),
        ("number", "12a"),
        ("number", "9" * 30),
    ],
)
def test_anything_else_is_explained(name: str, value: str) -> None:
    problem = read_filter(name, value, False, USUAL)
    assert isinstance(problem, str)
    assert name in problem


def test_other_areas_decide_what_there_is() -> None:
    assert read_filter("colour", "Red", True, {"colour": ("red", "blue")}) == Filter("colour", "red", True)
    assert isinstance(read_filter("from", "anna", False, {"colour": ("red", "blue")}), str)
