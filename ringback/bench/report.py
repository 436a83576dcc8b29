"""The figures as one JSON object (CONTRACT) and as a table for people. Pure."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ringback.bench.timing import Timed

_ROW = "{:<14} {:<9} {:>8} {:>8} {:>8} {:>11} {:>12}"


@dataclass(frozen=True, slots=True)
class Page:
    """One page for one reader."""

    timed: Timed
    statements: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything measured. `floors` are processor milliseconds; `results` by name and reader."""

    tickets: int
    database: str
    floors: Mapping[str, float]
    results: Mapping[str, Mapping[str, Page]]
    intake: Mapping[str, float]
    memory_mb: float

    def json(self) -> str:
        """One line."""
        return json.dumps(
            {
                "tickets": self.tickets,
                "database": self.database,
                "floors": self.floors,
                "results": {name: {r: _page(p) for r, p in by.items()} for name, by in self.results.items()},
                "intake": self.intake,
                "memory_mb": self.memory_mb,
            }
        )

    def table(self) -> str:
        """Lines with one page each, then what stands beside them."""
        pages = [(name, reader, page) for name, by in self.results.items() for reader, page in by.items()]
        rows = [_ROW.format("", "reader", "p50 ms", "p95 ms", "CPU ms", "statements", "8 at once/s")]
        rows += [_ROW.format(name, reader, *_columns(page)) for name, reader, page in pages]
        rows.append(_line("floors, CPU ms", self.floors))
        rows.append(_line("mail taken in", self.intake))
        rows.append(f"memory: {self.memory_mb} MB (PSS of all processes)")
        return "\n".join(rows)


def _page(page: Page) -> dict[str, Any]:
    return {**asdict(page.timed), "statements": page.statements}


def _columns(page: Page) -> tuple[float, ...]:
    timed = page.timed
    return timed.p50_ms, timed.p95_ms, timed.cpu_ms, page.statements, timed.rps_8


def _line(label: str, values: Mapping[str, float]) -> str:
    return f"{label}: " + ", ".join(f"{name} {value}" for name, value in values.items())
