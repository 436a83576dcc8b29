"""Finds the command, prepares Django where needed, turns refusals into a sentence and an exit status."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NamedTuple

from ringback.kit.errors import Refusal


class Command(NamedTuple):
    """What `ringback --help` says; whether the command needs Django, and whether the desk's tables as well."""

    teaches: str
    needs_desk: bool = True
    needs_tables: bool = True


COMMANDS = {
    "run": Command(
        "serve the whole desk: web, live, worker and parser under one supervisor", needs_desk=False
    ),
    "web": Command("one web process"),
    "live": Command("one process for live updates"),
    "worker": Command("one worker: mail in and out, schedule, readers of the ledger"),
    "migrate": Command("bring the database to this version's schema", needs_tables=False),
    "prepare": Command(
        "what `run` does first: the schema, and the first-run link of an empty desk", needs_tables=False
    ),
    "setup": Command("make the first user, administrator and agent"),
    "token": Command("make a token for a program"),
    "line": Command("add a contact point, or test its connections"),
    "intake": Command("take in mail from files, folders, mbox or standard input"),
    "status": Command("say how the desk is"),
    "demo": Command("fill an empty desk with an invented company"),
    "backup": Command("write the whole desk to one file, while it goes on working"),
    "restore": Command("put a backup into an empty place", needs_tables=False),
    "move": Command("carry the stopped desk to another database, and compare"),
    "retention": Command("say how long what is kept, and what is over its period"),
    "audit": Command("check the ledger's seals"),
    "bench": Command("measure, on a desk of its own", needs_desk=False),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is 0 only when all went well."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    name = given[0] if given else "--help"
    if name not in COMMANDS:
        return _overview(name)
    try:
        return _run(name, given[1:])
    except (Refusal, OSError) as problem:
        print(f"ringback {name}: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _run(name: str, given: list[str]) -> int:
    if COMMANDS[name].needs_desk:
        # The supervisor must stay small, so Django is loaded only for those who need it.
        import django  # noqa: PLC0415

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ringback.settings")
        django.setup()
    module = import_module(f"ringback.cli.{name}")
    parser = argparse.ArgumentParser(
        prog=f"ringback {name}",
        description=module.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    module.add(parser)
    arguments = parser.parse_args(given)
    return _at_the_desk(name, module, arguments) if COMMANDS[name].needs_desk else int(module.run(arguments))


def _at_the_desk(name: str, module: Any, arguments: argparse.Namespace) -> int:
    from django.db import OperationalError  # noqa: PLC0415

    try:
        if COMMANDS[name].needs_tables:
            import_module("ringback.cli.schema").make_or_refuse()
        return int(module.run(arguments))
    except OperationalError as trouble:
        raise OSError(f"the database does not answer: {trouble}") from trouble


def _overview(name: str) -> int:
    asked = name in ("-h", "--help", "help")
    out = sys.stdout if asked else sys.stderr
    if not asked:
        print(f"ringback: there is no command {name}.\n", file=out)
    print("usage: ringback COMMAND [options]      ringback COMMAND --help teaches more\n", file=out)
    for command, about in COMMANDS.items():
        print(f"  {command:<8} {about.teaches}", file=out)
    return 0 if asked else 2
