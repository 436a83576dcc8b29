"""Put the desk that is in a backup into an empty place: an empty folder, or an empty PostgreSQL database.

    RINGBACK_DATA=/srv/desk ringback restore /backups/desk-2026-11-26.ringback

The file is checked as a whole before anything is touched. If a restore is cut off, the place says so until it was
started again and finished. Nobody stays signed in, and no mail is sent before the desk is started.

The desk's key comes along with --with-key, if it was put into the backup. Otherwise copy secret.key into the folder or
set RINGBACK_SECRET as it was, or the passwords of mailboxes and second factors must be set again.

People who were erased after the backup was made are erased again: those whom erased.jsonl in the folder tells of, and
those of --erased.
"""

import argparse
import os
import sys
from pathlib import Path

from ringback.channels.models import Delivery
from ringback.cli import schema
from ringback.cli.progress import Progress
from ringback.kit.errors import Refusal
from ringback.transfer.restore import Restored, erasures_in, restore


def add(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("file", metavar="FILE", type=Path, help="a backup that `ringback backup` made")
    parser.add_argument("--with-key", action="store_true", help="take the desk's key from it as well")
    parser.add_argument(
        "--erased",
        metavar="FILE",
        type=Path,
        help="erase again who was erased since: erased.jsonl of the desk's folder, or a later backup",
    )


def run(arguments: argparse.Namespace) -> int:
    """Exit status 0 when the desk is back."""
    if arguments.with_key and os.environ.get("RINGBACK_SECRET"):
        raise Refusal("RINGBACK_SECRET sets a key already: unset it, or restore without --with-key.")
    told = erasures_in(arguments.erased) if arguments.erased else []
    progress = Progress()
    with schema.alone():
        restored = restore(arguments.file, progress, arguments.with_key, told)
    progress.end()
    _tell(restored, arguments.with_key)
    return 0


def _tell(restored: Restored, with_key: bool) -> None:
    print(
        f"The desk is back as it was at {restored.at}: {restored.rows} rows, {restored.files} files, all compared."
    )
    for sha256 in restored.missing:
        print(f"The file {sha256} was lost before the backup was made.", file=sys.stderr)
    if restored.erased:
        print(f"{len(restored.erased)} people who were erased since were erased again.")
    waiting = Delivery.objects.filter(state__in=[Delivery.QUEUED, Delivery.SENDING, Delivery.DELAYED]).count()
    if waiting:
        print(
            f"{waiting} mails were waiting to be sent then, and will be sent when the desk is started: also those that "
            "left after the backup, with the same Message-ID.",
            file=sys.stderr,
        )
    if not with_key:
        print("The key is not that of the backup unless you put it here: see --help.", file=sys.stderr)
