"""The mails of the real input: which there are, and how they come in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import pytest

from ringback.channels.adapters.email.parser_process import Parser
from ringback.channels.models import Inbound, Line
from ringback.channels.take_in import Handed, take_in
from ringback.kit.clock import now
from ringback.tickets.intake import process
from tests.corpus import corpus

T = TypeVar("T")


@dataclass(slots=True)
class Taken:
    """What was handed over, in order, and the receipts it got."""

    paths: list[Path]
    raws: list[bytes] = field(default_factory=list)
    receipts: list[int] = field(default_factory=list)

    def rows(self) -> list[Inbound]:
        """The receipts as they stand, in the order in which their mails were handed over."""
        found = Inbound.objects.select_related("first").in_bulk(self.receipts)
        return [found[pk] for pk in self.receipts]


def mails() -> list[Path]:
    """Every mail that mails.txt lists."""
    listed = corpus("mails.txt")
    names = listed.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    return [listed.parent / name for name in names if name]


def bounces() -> list[Path]:
    """The mails of sisimai's maildir, whatever is wrong with them."""
    return sorted(path for path in corpus("sisimai-bounces/maildir").rglob("*") if path.is_file())


# What a test of a set of mails is run on: some of it, or all.
AMOUNTS = [pytest.param("spread", marks=pytest.mark.sample), pytest.param("all", marks=pytest.mark.slow)]


def spread(things: Sequence[T], count: int) -> list[T]:
    """At most `count` of them, evenly spread, the first among them."""
    step = max(1.0, len(things) / count)
    return [things[int(number * step)] for number in range(min(count, len(things)))]


def take(line: Line, paths: Iterable[Path], parser: Parser) -> Taken:
    """Hand every file over and give it its end, one after the other as the worker does."""
    taken = Taken(list(paths))
    for path in taken.paths:
        raw = path.read_bytes()
        inbound = take_in(line, Handed(raw, "file", now(), envelope_from="someone@mail.example"))
        process(inbound, parser)
        taken.raws.append(raw)
        taken.receipts.append(inbound.pk)
    return taken
