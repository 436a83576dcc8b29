"""Measure the desk, on a desk of its own that is removed afterwards.

Seeds it by bulk SQL, runs it as `ringback run` on a free port of the loopback interface, and asks for its pages as an
agent, as a partner (200 tickets granted) and, through the API, as a customer (20 tickets). Beside the pages stand
their floors: what the same server and database cost for the least that could pass for a list.

Processor time is that of all processes of the desk and of the database. Nothing else should run meanwhile.
With --json the last line of the output is one JSON object (docs/benchmarks.md says what is in it).
"""

import argparse
import os
import subprocess
import sys

from ringback.bench.place import place


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--tickets", type=int, default=100_000, help="how many tickets (100000); 3 messages each"
    )
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--json", action="store_true", help="the figures as JSON, on the last line")


def run(arguments: argparse.Namespace) -> int:
    if arguments.tickets < 1000:
        print("Fewer than 1000 tickets measure nothing.", file=sys.stderr)
        return 2
    server = os.environ.get("DATABASE_URL", "")
    server = server if server.startswith("postgres") else ""
    with place(arguments.database, server, {"DJANGO_SETTINGS_MODULE": "ringback.bench.settings"}) as here:
        words = [str(arguments.tickets), *(["--json"] if arguments.json else [])]
        command = [sys.executable, "-m", "ringback.bench", *words]
        return subprocess.run(command, env=here.environment, check=False).returncode  # noqa: S603
