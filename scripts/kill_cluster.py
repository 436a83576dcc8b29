"""Kills nodes of a cluster at random instants while it takes mail in, restarts its database, empties its Redis, then
counts.

Two web, two live and two worker nodes over one PostgreSQL, Redis and an S3 stand-in, behind nginx as deploy/nginx.conf
sets it up; all of it is started for the trial and gone afterwards.

    python -m scripts.kill_cluster                     1,000 mails, 200 kills, 20 immediate restarts of the database
    python -m scripts.kill_cluster --mails 60 --malformed 6 --kills 10 --restarts 2 --flushes 1

Needs Dovecot, PostgreSQL, Redis and nginx. Ends by itself; exit status 0 only when nothing deviates. The last line is
JSON.
"""

import argparse
import json
import random
import sys
from dataclasses import asdict

from scripts.killing import cluster
from scripts.killing.intake import Trial, try_intake
from scripts.killing.mailbox import mailbox


def main() -> int:
    asked = _arguments()
    plan = ["node"] * asked.kills + ["database"] * asked.restarts + ["redis"] * asked.flushes
    random.Random(asked.seed).shuffle(plan)  # noqa: S311  (nothing here is secret)
    trial = Trial(asked.mails, asked.malformed, len(plan), asked.seed, asked.seconds)
    with cluster.place() as (here, services), mailbox() as box:
        result = try_intake(here, box, trial, lambda: cluster.cluster(here, services, plan))
    for deviation in result.deviations:
        print(deviation, file=sys.stderr)
    print(json.dumps({"seed": asked.seed, "intake": result}, default=asdict))
    return 1 if result.deviations else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--mails", type=int, default=1000, help="the malformed ones among them")
    parser.add_argument("--malformed", type=int, default=50)
    parser.add_argument("--kills", type=int, default=200, help="of nodes")
    parser.add_argument(
        "--restarts", type=int, default=20, help="of the database, without waiting for anybody"
    )
    parser.add_argument("--flushes", type=int, default=5, help="how often Redis forgets everything")
    parser.add_argument(
        "--seed", type=int, default=1, help="of the dice; the instants still vary with the machine"
    )
    parser.add_argument("--seconds", type=float, default=1200, help="the longest that it may take")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
