"""Add a contact point (an address that customers write to), or test the servers behind one.

    ringback line add Support --address support@example.org \\
        --imap imaps://support@mail.example.org/INBOX --smtp smtps://support@mail.example.org --secrets-stdin

imaps:// and smtps:// mean TLS, imap+starttls:// and smtp+starttls:// STARTTLS, imap:// and smtp:// no encryption.
With --secrets-stdin the passwords are read from standard input, never from the command line: one line each,

    imap=the password of the mailbox
    smtp=the password for sending

Mail that reached the server before --live-from (default: now) comes in silently: nobody is notified or answered.
"""

import argparse
import json
import sys
from datetime import UTC, datetime

from django.db import transaction

from ringback.access import teams
from ringback.access.models import Membership, Team, User
from ringback.access.roles import Role
from ringback.channels import lines
from ringback.channels.models import Line
from ringback.kit.errors import Refusal
from ringback.kit.text import fold
from ringback.ledger.actor import SYSTEM


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    what = parser.add_subparsers(dest="what", required=True)
    new = what.add_parser("add", help="add a contact point")
    new.add_argument("name", metavar="NAME", help="what agents call it")
    new.add_argument("--address", required=True, metavar="A", help="the mail address customers write to")
    new.add_argument(
        "--team", metavar="T", help="whose tickets they become; made if there is none of the name"
    )
    new.add_argument("--imap", metavar="URL", default="", help="the mailbox: imaps://user@host:port/FOLDER")
    new.add_argument(
        "--smtp", metavar="URL", default="", help="the server to send by: smtps://user@host:port"
    )
    new.add_argument(
        "--after",
        default="move:Processed",
        metavar="WHAT",
        help="what becomes of mail on the server once it is taken in: move:FOLDER, delete or seen",
    )
    new.add_argument("--live-from", metavar="DATE", type=_moment, help="2026-11-05 or 2026-11-05T12:00+01:00")
    new.add_argument("--secrets-stdin", action="store_true", help="read passwords from standard input")
    tried = what.add_parser("test", help="try each step: what works, what does not, what to do")
    tried.add_argument("name", metavar="NAME")
    tried.add_argument("--json", action="store_true", help="one object a step, as a list")


def run(arguments: argparse.Namespace) -> int:
    """Exit status 0 when the contact point was added, or every step of its test works."""
    return _add(arguments) if arguments.what == "add" else _test(arguments)


def _add(arguments: argparse.Namespace) -> int:
    secrets = _secrets() if arguments.secrets_stdin else {}
    with transaction.atomic():
        line = lines.add(
            SYSTEM,
            arguments.name,
            arguments.address,
            _team(arguments.team),
            imap_url=arguments.imap,
            smtp_url=arguments.smtp,
            after=arguments.after,
            live_from=arguments.live_from,
            secrets=secrets,
        )
    if not Membership.objects.filter(team=line.team).exists():
        print(
            f"Nobody is in the team {line.team.name} yet: somebody must join it to see its tickets.",
            file=sys.stderr,
        )
    print(
        f"{line.name} takes mail for {line.address}; team {line.team.name}. Try it: ringback line test {line.name!r}"
    )
    return 0


def _test(arguments: argparse.Namespace) -> int:
    line = Line.objects.filter(folded=fold(arguments.name)).first()
    if line is None:
        raise Refusal(f"There is no contact point {arguments.name}.")
    steps = lines.test(line)
    if arguments.json:
        rows = [{"name": s.name, "ok": s.ok, "message": s.message, "advice": s.advice} for s in steps]
        print(json.dumps(rows, ensure_ascii=False))
    else:
        for step in steps:
            print(f"{'works ' if step.ok else 'FAILED'}  {step.name}: {step.message} {step.advice}".rstrip())
    return 0 if all(step.ok for step in steps) else 1


def _team(name: str | None) -> Team:
    """The named team, or the first of all; made if there is none."""
    rows = Team.objects.filter(is_active=True).order_by("id")
    found = rows.filter(folded=fold(name)).first() if name else rows.first()
    return found or _new_team(name or "Support")


def _new_team(name: str) -> Team:
    team = teams.found(SYSTEM, name)
    agents = [
        user for user in User.objects.get_queryset().filter(is_active=True) if Role.AGENT in user.role_set
    ]
    if len(agents) == 1:
        # On a desk of one, who else should see what comes in?
        teams.set_members(SYSTEM, team.pk, {agents[0].pk: True})
    return team


def _secrets() -> dict[str, str]:
    found: dict[str, str] = {}
    for line in sys.stdin.read().splitlines():
        kind, equals, secret = line.partition("=")
        if line.strip() and (not equals or kind.strip() not in ("imap", "smtp")):
            raise Refusal("Passwords are given as lines imap=… and smtp=….", field="secrets")
        if equals:
            found[kind.strip()] = secret
    return found


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
