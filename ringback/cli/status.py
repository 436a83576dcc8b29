"""Say how the desk is: mail taken in by its end, mail going out by its state, readers of the ledger, what is parked.

Whether all is well is the word `ok` in the JSON; the exit status only says whether the desk could be asked.
"""

import argparse
import json

from ringback.channels.models import Breaker
from ringback.ledger.actor import SYSTEM
from ringback.tickets.health import Health, health


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="one line of JSON, for programs")


def run(arguments: argparse.Namespace) -> int:
    found = health(SYSTEM)
    print(json.dumps(_plain(found)) if arguments.json else _told(found))
    return 0


def _plain(found: Health) -> dict[str, object]:
    return {
        "inbound": dict(found.inbound),
        "deliveries": dict(found.deliveries),
        "readers": dict(found.readers),
        "parked": found.parked,
        "breakers": [_breaker(one) for one in found.breakers],
        "files": found.files,
        "backup": found.backup,
        "ok": found.is_ok,
    }


def _told(found: Health) -> str:
    lines = ["All is well." if found.is_ok else "Somebody should look:"]
    lines += [f"  {found.files}"] if found.files else []
    lines += [f"  the last backup failed: {found.backup}"] if found.backup else []
    lines += [f"  {line.name}: {line.trouble}" for line in found.failing]
    lines += [f"  {_withheld(one)}" for one in found.breakers]
    lines += [f"  parked reactions: {found.parked}"] if found.parked else []
    lines += [f"  mail that could not be read: {found.unread}"] if found.unread else []
    lines += [f"  waiting longer than five minutes: {found.late}"] if found.late else []
    lines.append("Mail in:  " + (_counts(found.inbound) or "none yet"))
    lines.append("Mail out: " + (_counts(found.deliveries) or "none yet"))
    lines.append("Readers:  " + (_counts(found.readers) or "none yet"))
    return "\n".join(lines)


def _breaker(one: Breaker) -> dict[str, object]:
    since = one.since.isoformat()
    return {
        "line": one.line_id,
        "address": one.address,
        "reason": one.reason,
        "mails": one.mails,
        "since": since,
    }


def _withheld(one: Breaker) -> str:
    since = f"is withheld since {one.since:%Y-%m-%d %H:%M} UTC"
    if one.line is None:
        return f"automatic mail of the whole desk {since}, because {one.mails} went out within an hour"
    because = f"{one.mails} mails to and fro within ten minutes look like a loop"
    return f"automatic mail to {one.address} from {one.line.name} {since}, because {because}"


def _counts(counts: object) -> str:
    return ", ".join(f"{number} {name}" for name, number in dict(counts).items())  # type: ignore[call-overload]
