"""The figures as others read them."""

import json

from ringback.bench.report import Figures, Page
from ringback.bench.timing import Timed

PAGE = Page(Timed(1.0, 2.0, 3.0, 400.0), 5)
FIGURES = Figures(
    1000,
    "sqlite",
    {"hello": 0.5},
    {"list": {"agent": PAGE}},
    {"per_second": 60, "cpu_ms": 16, "statements": 20},
    250.5,
)


def test_the_json_is_one_line_with_the_promised_names() -> None:
    assert "\n" not in FIGURES.json()
    assert json.loads(FIGURES.json()) == {
        "tickets": 1000,
        "database": "sqlite",
        "floors": {"hello": 0.5},
        "results": {
            "list": {"agent": {"p50_ms": 1.0, "p95_ms": 2.0, "cpu_ms": 3.0, "statements": 5, "rps_8": 400.0}}
        },
        "intake": {"per_second": 60, "cpu_ms": 16, "statements": 20},
        "memory_mb": 250.5,
    }


def test_the_table_shows_every_page_and_what_stands_beside() -> None:
    table = FIGURES.table()
    assert "list           agent" in table
    assert "hello 0.5" in table and "per_second 60" in table and "250.5 MB" in table
