"""Check the ledger's seals: `ringback audit verify`.

Every seal covers a stretch of events and the seal before it, so a row that was changed past the desk's own code shows.
Exit status 0 only when all of them hold.
"""

import argparse
import json
import sys
from dataclasses import asdict

from ringback.ledger import seals


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    verify = parser.add_subparsers(dest="what", required=True).add_parser(
        "verify", help="recompute every seal"
    )
    verify.add_argument(
        "--json", action="store_true", help='{"seals", "events", "unsealed", "broken": [], "ok"}'
    )


def run(arguments: argparse.Namespace) -> int:
    """Exit status 0 when every seal holds, 1 when one does not."""
    verdict = seals.verify()
    if arguments.json:
        print(json.dumps(asdict(verdict) | {"ok": not verdict.broken}))
    else:
        _tell(verdict)
    return 1 if verdict.broken else 0


def _tell(verdict: seals.Verdict) -> None:
    for line in verdict.broken:
        print(line, file=sys.stderr)
    state = "do not all hold" if verdict.broken else "hold"
    print(
        f"{verdict.seals} seals over {verdict.events} events {state}; {verdict.unsealed} events wait for theirs."
    )
