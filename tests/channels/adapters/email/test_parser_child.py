"""The limits that the system holds: tried with work that no mail asks for, since no known mail gets that
far."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from ringback.channels.adapters.email import parser_child
from ringback.channels.adapters.email.parsed import ParsedMail


@pytest.fixture
def client() -> Iterator[int]:
    """The reading end of a desk that stays."""
    source, sink = os.pipe()
    yield source
    os.close(source)
    os.close(sink)


def endless() -> ParsedMail:
    while True:
        pass


def hungry() -> ParsedMail:
    return ParsedMail(text="x" * (2 * parser_child.MOST_MEMORY))


def asleep() -> ParsedMail:
    signal.pause()
    return ParsedMail()


def faulty() -> ParsedMail:
    raise RecursionError("as deep as it goes")


def test_work_that_ends_is_answered(client: int) -> None:
    answer, reason = parser_child.run(lambda: ParsedMail(subject="x"), client)
    assert b'"subject":"x"' in answer
    assert reason == ""


def test_work_that_takes_too_long_is_ended(client: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parser_child, "CPU_SECONDS", 1)
    assert parser_child.run(endless, client) == (b"", "Reading the mail took too long.")


def test_work_that_waits_for_ever_is_ended(client: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parser_child, "WALL_SECONDS", 0.2)
    assert parser_child.run(asleep, client) == (b"", "Reading the mail took too long.")


def test_work_that_takes_too_much_memory_is_ended(client: int) -> None:
    assert parser_child.run(hungry, client) == (b"", "Reading the mail took too much memory.")


def test_a_fault_of_the_parser_costs_its_child(client: int) -> None:
    assert parser_child.run(faulty, client) == (b"", "The mail could not be read.")


def test_when_the_desk_goes_its_work_is_ended() -> None:
    source, sink = os.pipe()
    os.close(sink)
    with pytest.raises(EOFError):
        parser_child.run(asleep, source)
    os.close(source)


def test_after_a_dead_child_the_headers_are_read_by_another(
    client: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "gone"
    raw = b"From: a@example.com\nSubject: x\nContent-Type: a/b\n\nno folder for this"
    answer = parser_child.parse_apart(raw, folder, client).decode()
    assert '"subject":"x"' in answer
    assert "could not be read. It is not shown" in answer
