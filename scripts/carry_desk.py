"""How long a large desk takes into a backup, while it runs and is asked for pages, and out of it into an empty place.

    python -m scripts.carry_desk                                100,000 tickets with 300,000 messages and 20,000 files
    python -m scripts.carry_desk --tickets 2000 --files 100 --database postgres

Ends by itself; exit status 0 only when the restored ledger holds. The last line is JSON.
"""

import argparse
import json
import os
import sys
from dataclasses import asdict

from ringback.bench.place import place
from scripts.carrying.trial import carry


def main() -> int:
    asked = _arguments()
    server = os.environ.get("DATABASE_URL", "")
    with place(asked.database, server) as here, place(asked.database, server) as empty:
        result = carry(here, empty, asked.tickets, asked.files)
    print(
        json.dumps(
            {"database": asked.database, "tickets": asked.tickets, "files": asked.files, **asdict(result)}
        )
    )
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--tickets", type=int, default=100_000)
    parser.add_argument("--files", type=int, default=20_000, help="of 40 kB on average")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
