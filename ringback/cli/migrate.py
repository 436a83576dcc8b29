"""Bring the database to this version's schema. `ringback run` does it by itself."""

import argparse

from django.core.management import call_command


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--check", action="store_true", help="only say whether something is to be done (exit status 1)"
    )


def run(arguments: argparse.Namespace) -> int:
    call_command("migrate", interactive=False, verbosity=0, check_unapplied=arguments.check)
    return 0
