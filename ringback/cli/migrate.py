"""Bring the database to this version's schema.

`ringback run` does it by itself, and every command makes the tables of an empty database. Of a cluster's processes
only one changes them at a time; stop them for a new version's schema, or start the new ones afterwards.
"""

import argparse

from django.core.management import call_command

from ringback.cli import schema


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--check", action="store_true", help="only say whether something is to be done (exit status 1)"
    )


def run(arguments: argparse.Namespace) -> int:
    if arguments.check:
        call_command("migrate", interactive=False, verbosity=0, check_unapplied=True)
    else:
        schema.bring_up_to_date()
    return 0
