"""What `ringback run` does before it starts its parts: the schema, and an empty desk's first-run link."""

import argparse

from django.core.management import call_command

from ringback.access import first_run


def add(parser: argparse.ArgumentParser) -> None:
    """Nothing to choose."""


def run(arguments: argparse.Namespace) -> int:
    call_command("migrate", interactive=False, verbosity=0)
    link = first_run.link()
    if link:
        print(f"\nThis desk is empty. Make the first user here:\n\n    {link}\n", flush=True)
    return 0
