"""The search page."""

import pytest

from tests.web.conftest import As

pytestmark = pytest.mark.django_db


def test_it_finds_what_one_may_see(as_: As) -> None:
    assert "Kettle leaks since May." in as_("anna").get("/search?q=kettle").content.decode()
    assert "Kettle leaks since May." not in as_("bo").get("/search?q=kettle").content.decode()


def test_problems_are_shown_and_the_rest_still_stands(as_: As) -> None:
    body = as_("anna").get("/search?q=kettle+form:anna").content.decode()
    assert "There is no filter" in body and "Kettle leaks" in body


def test_it_says_what_can_be_searched_for(as_: As) -> None:
    assert "has:attachment" in as_("anna").get("/search").content.decode()


def test_nothing_found_says_so(as_: As) -> None:
    assert "Nothing found" in as_("anna").get("/search?q=zebra").content.decode()


@pytest.mark.parametrize(
    "line",
    ["%00", '"', "<script>alert(1)</script>", "a" * 3000, "before:2026-99-99", "-only", "*", "in:x is:y"],
)
def test_no_line_breaks_it(line: str, as_: As) -> None:
    body = as_("anna").get(f"/search?q={line}").content.decode()
    assert "<script>alert" not in body


def test_customers_and_administrators_have_no_search(as_: As) -> None:
    assert as_("colin").get("/search?q=kettle").status_code == 403
    assert as_("ada").get("/search?q=kettle").status_code == 403
