"""Fill an empty desk with a small invented company and a month of its life.

Brindlewick builds and mends cargo bicycles: three teams and an evening partner, some sixty customers in many
languages and scripts, about two hundred requests with everything that can happen to them. All mail is real mail
that went through the intake; nothing leaves this machine.

Refuses a desk that is not empty unless --force is given; what is there already is never changed then.
Prints who can sign in, and the one password for all of them.
"""

import argparse
import secrets
import sys

from django.conf import settings

from ringback.access.models import User
from ringback.channels.adapters.email.parser_process import Parser
from ringback.demo.desk import Desk
from ringback.demo.life import CONVERSATIONS, MONTH, live
from ringback.demo.setting_up import set_up
from ringback.kit.clock import at, now
from ringback.people.models import Contact
from ringback.tickets.models import Ticket


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--force", action="store_true", help="also on a desk that is not empty")
    parser.add_argument("--conversations", type=int, default=CONVERSATIONS, help=argparse.SUPPRESS)


def run(arguments: argparse.Namespace) -> int:
    if not arguments.force and any(rows.objects.exists() for rows in (User, Contact, Ticket)):
        print(
            "This desk is not empty. Use --force to add the invented company to it all the same.",
            file=sys.stderr,
        )
        return 1
    password = secrets.token_urlsafe(12)
    desk, until = Desk(Parser()), now()
    with at(until - MONTH):
        names = set_up(desk, password)
    live(desk, until, arguments.conversations, _progress)
    (settings.DATA / "demo").touch()
    _tell(names, password)
    return 0


def _progress(mails: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{mails} mails taken in", end="", file=sys.stderr, flush=True)


def _tell(names: list[str], password: str) -> None:
    print(
        f"\n{Ticket.objects.count()} requests are on the desk at {settings.RINGBACK_URL}. Sign in as one of\n"
    )
    for user in User.objects.filter(email__in=names).order_by("id"):
        print(f"  {user.email:<34} {user.name}, {user.roles.replace('_', ' ') or 'customer'}")
    print(f"\nwith the password  {password}\n")
    print(
        "From its next start on the desk takes mail for the company by SMTP at 127.0.0.1:2525 (see RINGBACK_SMTP)."
    )
