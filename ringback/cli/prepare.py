"""What `ringback run` does before it starts its parts: the schema, and an empty desk's first-run link."""

import argparse

from ringback.access import first_run
from ringback.cli import schema


def add(parser: argparse.ArgumentParser) -> None:
    """Nothing to choose."""


def run(arguments: argparse.Namespace) -> int:
    schema.bring_up_to_date()
    link = first_run.link()
    if link:
        print(f"\nThis desk is empty. Make the first user here:\n\n    {link}\n", flush=True)
    return 0
