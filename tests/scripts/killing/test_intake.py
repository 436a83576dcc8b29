"""The count after the trial sees what is wrong."""

from typing import Any

import pytest

from scripts.killing.intake import deviations

HANDED = ["a", "b", "c"]
RIGHT: dict[str, Any] = {
    "raw": ["c", "a", "b"],
    "waiting": 0,
    "without_message": 0,
    "empty_tickets": 0,
    "opened_twice": 0,
    "opened": 3,
    "tickets": 3,
    "parked": 0,
}


def test_a_history_that_agrees_has_no_deviations() -> None:
    assert deviations(RIGHT, HANDED) == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"raw": ["a", "b"]}, "1 mails are lost or not byte-identical"),
        ({"raw": ["a", "b", "c", "c"]}, "1 mails were taken in twice"),
        ({"raw": ["a", "b", "c", "x"]}, "1 mails were never sent"),
        ({"waiting": 2}, "2 receipts have no end"),
        ({"without_message": 1}, "1 receipts lack their one message"),
        ({"empty_tickets": 1}, "1 tickets hold nothing"),
        ({"opened_twice": 1}, "1 tickets were opened twice"),
        ({"tickets": 2}, "2 tickets, but 3 were opened"),
        ({"parked": 1}, "1 reactions are parked"),
    ],
)
def test_whatever_is_wrong_is_said(wrong: dict[str, Any], said: str) -> None:
    assert deviations(RIGHT | wrong, HANDED) == [said]


def test_a_changed_byte_counts_as_lost_and_as_foreign() -> None:
    assert len(deviations(RIGHT | {"raw": ["a", "b", "x"]}, HANDED)) == 2
