"""Make a token for a program: `ringback token create --user anna@example.org --scope tickets:read`.

The token alone is printed on standard output, and shown this once. It never may more than its user, and ends with
them. Without --scope it may all that the user may.
"""

import argparse
import sys

from ringback.access import tokens
from ringback.access.models import User
from ringback.access.token_scopes import SCOPES
from ringback.kit.errors import Refusal
from ringback.kit.text import fold
from ringback.ledger.actor import SYSTEM


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    create = parser.add_subparsers(dest="what", required=True).add_parser("create", help="make a token")
    create.add_argument("--user", metavar="EMAIL", required=True, help="whose token it is")
    create.add_argument(
        "--scope",
        metavar="SCOPE",
        nargs="+",
        action="extend",
        default=[],
        help="what it may, of: " + ", ".join(sorted(SCOPES)),
    )
    create.add_argument("--name", default="", help="what it is for")
    create.add_argument("--days", type=int, help="it ends by itself after so many days")


def run(arguments: argparse.Namespace) -> int:
    """Exit status 0 when the token was made and printed."""
    owner = User.objects.get_queryset().filter(email=fold(arguments.user.strip()), is_active=True).first()
    if owner is None:
        raise Refusal(f"Nobody signs in as {arguments.user}.")
    _, secret = tokens.create(SYSTEM, owner.pk, arguments.name, arguments.scope, arguments.days)
    print(secret)
    print(f"A token of {owner.email}; it is not shown again.", file=sys.stderr)
    return 0
