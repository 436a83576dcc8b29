"""Carry the desk to another database, and compare the two. The desk must be stopped.

    ringback move --to postgres://desk@127.0.0.1/desk      # from SQLite to PostgreSQL
    DATABASE_URL=postgres://… ringback move --to sqlite    # and back, into the folder

From is what the environment says now. The database there must be empty; the one here is only read, and stays. Stored
files and the key stay where they are. All of it arrives or nothing does. Afterwards start the desk with the new
DATABASE_URL (none for SQLite).
"""

import argparse
from urllib.parse import urlsplit

from ringback.cli import schema
from ringback.cli.progress import Progress
from ringback.kit.errors import Refusal
from ringback.settings import database
from ringback.transfer.moving import move


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "--to", metavar="URL", required=True, help="postgres://user@host/name, or sqlite for the folder"
    )


def run(arguments: argparse.Namespace) -> int:
    """Exit status 0 when the desk is there, equal to what it was here."""
    progress = Progress()
    rows = move(_target(arguments.to), schema.bring_up_to_date, progress)
    progress.end()
    start = (
        "without DATABASE_URL"
        if arguments.to == "sqlite"
        else f"with DATABASE_URL={_without_password(arguments.to)}"
    )
    print(f"{rows} rows are there, and equal to those here by the canonical dump. Start the desk {start}.")
    return 0


def _target(url: str) -> dict[str, object]:
    if url != "sqlite" and not url.startswith(("postgres://", "postgresql://")):
        raise Refusal("Say where to: postgres://user@host/name, or sqlite.")
    return database("" if url == "sqlite" else url)


def _without_password(url: str) -> str:
    at = urlsplit(url)
    return at._replace(netloc=at.netloc.replace(f":{at.password}@", ":…@")).geturl() if at.password else url
