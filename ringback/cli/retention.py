"""Say how long what is kept, and how much is over its period now. Nothing is done without --apply.

A running desk does it by itself once a day. Periods are set on the page Retention, or by the API.
"""

import argparse
import json
from dataclasses import asdict

from ringback.kit.clock import now
from ringback.ledger.actor import SYSTEM
from ringback.transfer import retention


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--apply", action="store_true", help="do it now instead of counting only")
    parser.add_argument(
        "--json", action="store_true", help='[{"name", "about", "days", "due"}], or {name: done}'
    )


def run(arguments: argparse.Namespace) -> int:
    """Exit status 0 when it was counted, or done."""
    if arguments.apply:
        done = retention.keep_to(now())
        print(
            json.dumps(done)
            if arguments.json
            else "\n".join(f"{n:>8} done  {name}" for name, n in done.items())
        )
        return 0
    found = retention.table(SYSTEM)
    if arguments.json:
        print(json.dumps([asdict(row) for row in found]))
        return 0
    for row in found:
        kept = f"{row.days} days" if row.days else "for good"
        print(f"{row.name:<20} {kept:>10} {row.due:>8} over   {row.about}")
    return 0
