"""Kills the desk's processes at random instants while it takes mail in and sends it, then counts.

Nothing may be lost, doubled or made up, and the raw copies must be what the mail server handed over,
to the byte.

    python -m scripts.kill_intake                          1,000 mails, 50 of them malformed, 200 kills
    python -m scripts.kill_intake --mails 120 --malformed 6 --kills 15 --sends 20
    python -m scripts.kill_intake --database postgres

Needs Dovecot. Ends by itself; exit status 0 only when nothing deviates. The last line is JSON.
"""

import argparse
import json
import os
import sys
from dataclasses import asdict

from ringback.bench.place import place
from scripts.killing.desk import desk
from scripts.killing.intake import Trial, try_intake
from scripts.killing.mailbox import mailbox
from scripts.killing.sends import try_sends


def main() -> int:
    asked = _arguments()
    server = os.environ.get("DATABASE_URL", "")
    report: dict[str, object] = {"database": asked.database, "seed": asked.seed}
    trial = Trial(asked.mails, asked.malformed, asked.kills, asked.seed, asked.seconds)
    with place(asked.database, server) as here, mailbox() as box:
        report["intake"] = intake = try_intake(here, box, trial, lambda: desk(here))
    wrong = list(intake.deviations)
    if asked.sends:
        with place(asked.database, server) as here:
            report["sends"] = sends = try_sends(
                here, asked.sends, asked.send_kills, asked.seed, asked.seconds
            )
        wrong += sends.deviations
    for deviation in wrong:
        print(deviation, file=sys.stderr)
    print(json.dumps(report | {"deviations": wrong}, default=asdict))
    return 1 if wrong else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--mails", type=int, default=1000, help="how many mails, the malformed ones among them"
    )
    parser.add_argument("--malformed", type=int, default=50)
    parser.add_argument(
        "--kills", type=int, default=200, help="how often a process is killed during the intake"
    )
    parser.add_argument(
        "--sends", type=int, default=100, help="how many replies are sent afterwards; 0: none"
    )
    parser.add_argument("--send-kills", type=int, default=20)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument(
        "--seed", type=int, default=1, help="of the dice; the instants still vary with the machine"
    )
    parser.add_argument("--seconds", type=float, default=900, help="the longest that either half may take")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
