"""Write the whole desk to one file, while it goes on working.

    ringback backup /backups/desk-$(date +%F).ringback

Rows are those of one moment; stored files follow. The file gets its name only when it is complete, on the disk, and
was read back. It can be restored on either database. Only its owner may read it: it holds what the desk holds.

Passwords of mailboxes and second factors are in it as the desk keeps them, encrypted by a key that is not in the
database. Without --with-key that key has to be kept elsewhere, or the passwords entered again after a restore; with it
whoever has the file can read them.
"""

import argparse
import sys
from pathlib import Path

from ringback.cli.progress import Progress
from ringback.transfer.backup import backup


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("file", metavar="FILE", type=Path, help="where to; one of that name is replaced")
    parser.add_argument(
        "--with-key", action="store_true", help="with the desk's key: keep such a file secret"
    )


def run(arguments: argparse.Namespace) -> int:
    """Exit status 0 when all of the desk is in the file."""
    if arguments.with_key:
        print("The desk's key is in this backup: whoever has it can read stored passwords.", file=sys.stderr)
    progress = Progress()
    made = backup(arguments.file, progress, arguments.with_key)
    progress.end()
    size = made.bytes / 2**20
    print(f"{arguments.file}: {made.rows} rows and {made.files} files, {size:.1f} MB, read back and whole.")
    for sha256 in made.missing:
        print(f"The file {sha256} is not in the store any more, and so not in the backup.", file=sys.stderr)
    return 1 if made.missing else 0
