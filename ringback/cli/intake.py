"""Take in mail from files, folders, mbox or standard input, as if it had just arrived.

    ringback intake export.mbox Maildir/ mail.eml --line Support --silent

Every regular file is a mail; one that begins with "From " is an mbox; of a Maildir what lies in new and cur counts;
"-" is standard input. With --silent nobody is notified or answered, and the mails keep the dates they came with.
The same mail twice is taken in once. What cannot be read or stored is named, and the rest goes on. With --json the
last line says what became of them.
"""

import argparse
import json
import sys
from collections import Counter

from django.db import DatabaseError, close_old_connections

from ringback.channels.adapters.email.parser_process import Parser
from ringback.channels.arrival import arrived
from ringback.channels.models import Inbound, Line
from ringback.channels.source_files import mails_in
from ringback.channels.take_in import Handed, take_in
from ringback.kit.clock import now
from ringback.kit.errors import Refusal
from ringback.kit.text import fold
from ringback.tickets.intake import process

_COUNTED = (*Inbound.ENDS, "duplicates", "failed")


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("paths", metavar="PATH", nargs="+", help="a file, a folder, or - for standard input")
    parser.add_argument(
        "--line", metavar="NAME", help="the contact point; may be left out while there is one only"
    )
    parser.add_argument("--silent", action="store_true", help="history: nobody is notified or answered")
    parser.add_argument("--json", action="store_true", help="the last line is a JSON object of counts")


def run(arguments: argparse.Namespace) -> int:
    """Exit status 0 when everything was read and every mail was taken in and has its end."""
    line, parser = _line(arguments.line), Parser()
    counted: Counter[str] = Counter()
    unreadable: list[OSError] = []
    for path in arguments.paths:
        for raw in mails_in(path, unreadable.append):
            counted["read"] += 1
            counted[_tried(line, raw, arguments.silent, parser)] += 1
            _show_progress(counted["read"])
    for error in unreadable:
        print(f"ringback intake: {error}", file=sys.stderr)
    _report(counted, arguments.json)
    return 1 if counted["failed"] or unreadable else 0


def _line(name: str | None) -> Line:
    rows = Line.objects.filter(folded=fold(name)) if name else Line.objects.filter(is_active=True)
    found = list(rows.order_by("id")[:2])
    if len(found) == 1:
        return found[0]
    if name:
        raise Refusal(f"There is no contact point {name}.")
    raise Refusal(
        "Say with --line which contact point the mail came to." if found else "There is no contact point yet."
    )


def _tried(line: Line, raw: bytes, is_silent: bool, parser: Parser) -> str:
    try:
        return _one(line, raw, is_silent, parser)
    except (DatabaseError, OSError) as trouble:
        print(f"ringback intake: a mail was not taken in: {trouble}", file=sys.stderr)
        close_old_connections()
        return "failed"


def _one(line: Line, raw: bytes, is_silent: bool, parser: Parser) -> str:
    """The end of one mail; "duplicates" for a second copy, "failed" for one that is yet to be tried again."""
    at = now()
    received_at = arrived(raw, at) if is_silent else at
    inbound = take_in(line, Handed(raw, "file", received_at, is_silent=is_silent))
    if inbound.first_id:
        return "duplicates"
    end = process(inbound, parser)
    # The worker may have been quicker.
    return end or Inbound.objects.values_list("end", flat=True).get(pk=inbound.pk) or "failed"


def _show_progress(number: int) -> None:
    if number % 100 == 0 and sys.stderr.isatty():
        print(f"\r{number} mails", end="", file=sys.stderr, flush=True)


def _report(counted: Counter[str], as_json: bool) -> None:
    if as_json:
        print(json.dumps({name: counted[name] for name in ("read", *_COUNTED)}))
    else:
        print(f"{counted['read']} mails: " + ", ".join(f"{counted[name]} {name}" for name in _COUNTED))
