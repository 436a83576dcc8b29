"""Watching the mailboxes of lines: one thread a line, under a lease, healing by itself."""

import logging
import threading
from collections.abc import Callable
from datetime import timedelta

from django.db import DatabaseError, connection
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from ringback.channels.adapters.email.imap import Mailbox
from ringback.channels.adapters.email.trouble import Trouble
from ringback.channels.consenting import refused
from ringback.channels.models import Line
from ringback.channels.reading import Pass, enter, read_new, server_of
from ringback.kit.clock import now
from ringback.kit.holder import holder
from ringback.kit.text import one_line
from ringback.ledger import lease

logger = logging.getLogger(__name__)
LEASE = 120.0  # seconds
SIT = 25.0  # seconds of waiting at a stretch; the lease is renewed in between
RENEW = 29 * 60.0  # servers end an IDLE after half an hour (RFC 2177)
LOOK = 2.0  # seconds between looks at which lines there are
SIGN_IN_PAUSES = 15.0, 300.0  # more often locks accounts
PAUSES = 2.0, 30.0
Stop = Callable[[], bool]


def watch(stop: threading.Event) -> None:
    """Read the mailboxes of all active lines until `stop` is set; a changed line is read anew in seconds."""
    readers: dict[tuple[int, int], tuple[threading.Thread, threading.Event]] = {}
    try:
        while not stop.is_set():
            _adjust(readers)
            stop.wait(LOOK)
    finally:
        for _, ends in readers.values():
            ends.set()
        for thread, _ in readers.values():
            thread.join()


def _adjust(readers: dict[tuple[int, int], tuple[threading.Thread, threading.Event]]) -> None:
    try:
        rows = Line.objects.filter(is_active=True).exclude(imap_host="").values_list("pk", "version")
        wanted = set(rows)
    except DatabaseError:
        logger.exception("the lines cannot be read; their mail waits on the server")
        connection.close()
        return
    for key in [key for key, (thread, _) in readers.items() if key not in wanted or not thread.is_alive()]:
        readers.pop(key)[1].set()
    for key in wanted - set(readers):
        ends = threading.Event()
        thread = threading.Thread(
            target=_read_for_ever, args=(key[0], ends), name=f"mailbox-{key[0]}", daemon=True
        )
        readers[key] = (thread, ends)
        thread.start()


def _read_for_ever(number: int, ends: threading.Event) -> None:
    failures = 0
    while not ends.is_set():
        pauses = PAUSES
        try:
            failures = 0 if _read(number, ends) else failures
        except Trouble as trouble:
            failures += 1
            pauses = SIGN_IN_PAUSES if trouble.step in ("sign-in", "folder") else PAUSES
            if trouble.step == "sign-in":
                refused(number)
            _note_failure(number, f"{trouble.message} {trouble.advice}")
        except Exception as ours:  # noqa: BLE001  (a full disk, a lost database: the mail stays on the server)
            failures += 1
            logger.exception("line %s could not be read", number)
            _note_failure(number, f"The desk cannot take in mail at the moment ({one_line(str(ours), 200)}).")
        finally:
            connection.close()
        ends.wait(min(pauses[0] * 2 ** min(failures, 8), pauses[1]) if failures else pauses[0])


def _read(number: int, ends: threading.Event) -> bool:
    """One connection: read, wait, read. False when another process reads this mailbox."""
    name, mine = f"mailbox:{number}", f"{holder()}/{threading.get_native_id()}"
    if not lease.take(name, now(), LEASE, mine):
        return False
    try:
        line = Line.objects.get(pk=number)
        with Mailbox(server_of(line)) as box:
            enter(line, box)
            _stay(line, box, ends, lambda: lease.take(name, now(), LEASE, mine))
    finally:
        lease.give_back(name, mine)
    return True


def _stay(line: Line, box: Mailbox, ends: threading.Event, renew: Callable[[], bool]) -> None:
    def goes_on() -> bool:
        return not ends.is_set()

    until, done = now() + timedelta(seconds=RENEW), Pass()
    while goes_on() and now() < until and renew():
        read_new(line, box, goes_on, done)
        _note_success(line)
        if not box.wait(SIT, goes_on) and not box.can_wait:
            ends.wait(SIT)


def _note_success(line: Line) -> None:
    at = now()
    worth_it = (
        Q(checked_at=None) | Q(checked_at__lt=at - timedelta(minutes=1)) | Q(failing_since__isnull=False)
    )
    Line.objects.filter(worth_it, pk=line.pk).update(checked_at=at, failing_since=None, failure="")


def _note_failure(number: int, words: str) -> None:
    try:
        rows = Line.objects.filter(pk=number)
        rows.update(failing_since=Coalesce(F("failing_since"), now()), failure=one_line(words, 1000))
    except DatabaseError:
        logger.warning("line %s: %s", number, words)
