"""Mails that no program should have written."""

from ringback.bench.mails import token
from scripts.killing.malformed import malformed


def test_each_is_unlike_all_others_and_can_be_told_by_its_number() -> None:
    made = malformed(range(100, 150), "help@trial.example")
    assert len(set(made)) == 50
    assert all(token(number).encode() in raw for number, raw in zip(range(100, 150), made, strict=True))


def test_mails_without_sender_without_headers_and_without_end_are_among_them() -> None:
    made = malformed(range(10), "help@trial.example")
    assert sum(b"From:" not in raw for raw in made) >= 3
    assert any(raw.count(b"multipart/mixed") > 200 for raw in made)
