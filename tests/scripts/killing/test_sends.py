"""The count of replies sees what is wrong."""

from scripts.killing.sends import deviations


def test_every_reply_once_is_right_and_again_only_after_a_kill() -> None:
    assert deviations({"a": 1, "b": 1}, ["a", "b"], 0) == []
    assert deviations({"a": 2, "b": 1}, ["a", "b"], 1) == []


def test_lost_foreign_and_doubled_replies_are_said() -> None:
    assert deviations({"a": 1}, ["a", "b"], 5) == ["1 replies never arrived"]
    assert deviations({"a": 1, "x": 1}, ["a"], 5) == ["1 mails arrived that nobody wrote"]
    assert deviations({"a": 3}, ["a"], 1) == ["2 replies arrived again after only 1 kills"]
