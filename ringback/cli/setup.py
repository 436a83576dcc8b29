"""Make the first user of an empty desk, who is administrator and agent.

The password is read from standard input (one line), never from the command line:

    printf %s "$PASSWORD" | ringback setup --admin ada@example.org --password-stdin
"""

import argparse
import sys

from ringback.access import first_run


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--admin", metavar="EMAIL", required=True, help="the address they sign in with")
    parser.add_argument(
        "--name", default="", help="what colleagues and customers read; the address without it"
    )
    parser.add_argument(
        "--password-stdin", action="store_true", required=True, help="read the password from standard input"
    )


def run(arguments: argparse.Namespace) -> int:
    """Exit status 0 when the user was made."""
    password = sys.stdin.readline().rstrip("\r\n")
    user = first_run.first_user(
        arguments.admin, arguments.name or arguments.admin.partition("@")[0], password
    )
    print(f"{user.email} may sign in now.", file=sys.stderr)
    return 0
