"""Many colleagues at once merge, un-merge, split, hand over and answer the same tickets, at random; then what the desk
holds is compared with a model that replays what it says has happened.

    python -m scripts.many_hands                           50 colleagues, 5,000 operations
    python -m scripts.many_hands --people 12 --operations 360 --database postgres

Ends by itself; exit status 0 only when nothing deviates. The last line is JSON.
"""

import argparse
import json
import os
import sys
from dataclasses import asdict

from ringback.bench.place import place
from scripts.hands.trial import try_hands


def main() -> int:
    asked = _arguments()
    with place(asked.database, os.environ.get("DATABASE_URL", "")) as here:
        result = try_hands(here, asked.people, asked.tickets, asked.operations, asked.seed)
    for deviation in result.deviations:
        print(deviation, file=sys.stderr)
    print(json.dumps({"database": asked.database, "seed": asked.seed, **asdict(result)}))
    return 1 if result.deviations else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--tickets", type=int, default=60, help="few, so that they meet")
    parser.add_argument("--operations", type=int, default=5000)
    parser.add_argument(
        "--seed", type=int, default=1, help="of the dice; who comes first still varies with the machine"
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
