"""From a receipt to its end: read the bytes in the parser's process, look at the sender if need be, then
receive."""

import logging
import tempfile
import traceback
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from django.db import DatabaseError, OperationalError, transaction
from django.db.models import Q

from ringback.channels.adapters.email.parsed import File, ParsedMail
from ringback.channels.models import Inbound
from ringback.channels.take_in import raw_of
from ringback.files import store
from ringback.files.models import Blob
from ringback.kit.clock import now
from ringback.kit.text import one_line
from ringback.tickets.authenticity import authentic
from ringback.tickets.finding import needs_authentication
from ringback.tickets.receiving import Mail, receive

ATTEMPTS = 5
_LONGEST = 3  # pauses grow to some ten minutes
logger = logging.getLogger(__name__)


class Parses(Protocol):
    """What reads a mail apart from the desk: see channels.adapters.email.parser_process."""

    def parse(self, raw: bytes, folder: Path) -> ParsedMail: ...


def process(inbound: Inbound, parser: Parses) -> str:
    """Give one receipt its end and return it; never raises for what is in the mail.

    A fault of ours is retried with growing pauses (the empty string is returned meanwhile) and, after five
    attempts, ends quarantined with its reason, raw bytes and a button to try again; while files cannot be stored, it
    waits however long that takes. Raises OperationalError when the database itself is out of reach: then nothing was
    decided.
    """
    if inbound.first_id:
        return ""
    try:
        return _process(inbound, parser)
    except OperationalError:
        raise
    except Exception as fault:  # noqa: BLE001  (whatever is wrong with one mail must not stop the others)
        logger.exception("mail %s could not be taken in", inbound.pk)
        return _put_off(inbound, fault)


def process_waiting(parser: Parses, limit: int = 50, goes_on: Callable[[], bool] = lambda: True) -> int:
    """Work through receipts that wait, oldest first; returns how many were looked at."""
    due = Q(retry_at__isnull=True) | Q(retry_at__lte=now())
    waiting = list(Inbound.objects.waiting().filter(due).select_related("line__team").order_by("id")[:limit])
    for done, inbound in enumerate(waiting):
        if not goes_on():
            return done
        process(inbound, parser)
    return len(waiting)


def _process(inbound: Inbound, parser: Parses) -> str:
    raw = raw_of(inbound)
    with tempfile.TemporaryDirectory(prefix="ringback-mail-") as folder:
        parsed = parser.parse(raw, Path(folder))
        files = [(file, _keep(file)) for file in parsed.files]
    parsed = replace(parsed, files=[])
    is_authentic = authentic(inbound, parsed, raw) if needs_authentication(inbound, parsed) else None
    return receive(Mail(inbound, parsed, files, is_authentic))


def _keep(file: File) -> Blob:
    return store.keep(Path(file.path))


@transaction.atomic
def _put_off(inbound: Inbound, fault: Exception) -> str:
    row = Inbound.objects.get(pk=inbound.pk)
    if row.end:
        return row.end
    row.attempts += 1
    row.reason = one_line(f"{type(fault).__name__}: {fault}", 500)
    is_over = row.attempts >= ATTEMPTS or not isinstance(fault, (DatabaseError, OSError))
    if is_over and not isinstance(fault, store.StoreAway):
        row.end, row.peer_ip, row.peer_helo = Inbound.QUARANTINED, "", ""
        logger.error(
            "mail %s is quarantined: %s", row.pk, "".join(traceback.format_exception(fault, limit=-3))
        )
    else:
        row.retry_at = now() + timedelta(seconds=10 * 4 ** min(row.attempts, _LONGEST))
    row.save()
    return row.end
