"""Reading one mailbox: every mail is durable here before it is put away there."""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from django.db import Error, OperationalError

from ringback.channels.adapters.email.imap import Listed, Mailbox, TooLarge
from ringback.channels.adapters.email.trouble import Server
from ringback.channels.models import Inbound, Line
from ringback.channels.take_in import Handed, take_in
from ringback.kit import crypto
from ringback.kit.clock import now
from ringback.kit.text import one_line

logger = logging.getLogger(__name__)
BATCH = 100
GoesOn = Callable[[], bool]


@dataclass(slots=True)
class Pass:
    """How many mails were taken in, which stay where they are, and what an administrator should know."""

    taken: int = 0
    stuck: set[int] = field(default_factory=set)
    notices: set[str] = field(default_factory=set)


def server_of(line: Line) -> Server:
    """Where a line's mail comes in. Raises ValueError when its password was sealed under another key."""
    return Server(
        line.imap_host, line.imap_port, line.imap_tls, line.imap_user, crypto.unseal(line.imap_secret)
    )


def enter(line: Line, box: Mailbox) -> None:
    """Open the line's folder. With a new UIDVALIDITY start over: the content keys make that harmless."""
    validity = box.select(line.imap_folder)
    if validity != line.uid_validity:
        line.uid_validity, line.last_uid = validity, 0
        line.save(update_fields=["uid_validity", "last_uid"])


def read_new(line: Line, box: Mailbox, goes_on: GoesOn) -> Pass:
    """Take in what came after the last mail read, however long ago that was, and put it away.

    Raises Trouble for the server, OperationalError and OSError for the desk: what was not taken in is still
    on the server then.
    """
    done = Pass()
    newest = line.last_uid
    try:
        for uids in _batches(box.uids(line.last_uid)):
            newest = read(line, box, place(line), uids, done, goes_on) or newest
            _remember(line, newest, done)
    finally:
        _note(line, done)
    return done


def read(line: Line, box: Mailbox, where: str, uids: Sequence[int], done: Pass, goes_on: GoesOn) -> int:
    """Take in and put away these mails of the open folder; the last one dealt with. `where`: see `place`."""
    known = _known(line, where, uids)
    listed = box.listed(uid for uid in uids if uid not in known) if len(known) < len(uids) else {}
    last = 0
    for uid in uids:
        if not goes_on():
            break
        if uid in known or uid in listed:
            _one(line, box, where, uid, listed.get(uid), done)
        last = uid
    return last


def place(line: Line) -> str:
    """Where the line's new mail is, as receipts name it: the UID goes behind."""
    return f"{line.imap_folder}/{line.uid_validity}"


def known_places(line: Line, where: str, uids: Sequence[int]) -> set[int]:
    """Those of `uids` that have a receipt."""
    return {uid for batch in _batches(list(uids)) for uid in _known(line, where, batch)}


def _one(line: Line, box: Mailbox, where: str, uid: int, listed: Listed | None, done: Pass) -> None:
    try:
        if listed is not None and not _take(line, box, where, uid, listed):
            return
        done.taken += listed is not None
        if not _put_away(line, box, uid):
            done.notices.add("The server lacks UIDPLUS: mail taken in stays there, marked as deleted.")
    except TooLarge as large:
        _leave(line, uid, done, str(large))
    except (OperationalError, OSError):
        raise
    except (Error, ValueError, LookupError, TypeError, AssertionError) as fault:
        # One mail that we cannot take in must not keep the next ones out.
        logger.exception("mail %s of line %s stays on the server", uid, line.pk)
        _leave(line, uid, done, f"{type(fault).__name__}: {fault}")


def _take(line: Line, box: Mailbox, where: str, uid: int, listed: Listed) -> bool:
    raw = box.raw(uid, listed.size)
    if raw is None:
        return False
    arrived = listed.arrived or now()
    # Servers tell the second of arrival, no more.
    is_silent = arrived < line.live_from.replace(microsecond=0)
    take_in(line, Handed(raw, "imap", arrived, ref=f"{where}/{uid}", is_silent=is_silent))
    return True


def _put_away(line: Line, box: Mailbox, uid: int) -> bool:
    if line.after == Line.MOVE:
        return box.move(uid, line.move_to)
    if line.after == Line.DELETE:
        return box.delete(uid)
    box.mark_seen(uid)
    return True


def _leave(line: Line, uid: int, done: Pass, why: str) -> None:
    done.stuck.add(uid)
    done.notices.add(f"Mail {uid} stays in {line.imap_folder}: {why}")


def _known(line: Line, where: str, uids: Sequence[int]) -> set[int]:
    refs = {f"{where}/{uid}": uid for uid in uids}
    found = Inbound.objects.filter(line=line, source_ref__in=list(refs)).values_list("source_ref", flat=True)
    return {refs[ref] for ref in found if ref}


def _remember(line: Line, newest: int, done: Pass) -> None:
    """Up to where nothing is left to do; what is stuck is seen again at the next pass."""
    last = min([newest, *(uid - 1 for uid in done.stuck)])
    if last != line.last_uid:
        line.last_uid = last
        Line.objects.filter(pk=line.pk).update(last_uid=last)


def _note(line: Line, done: Pass) -> None:
    words = one_line(" ".join(sorted(done.notices)), 1000)
    if words != line.notice and (words or done.taken):
        line.notice = words
        Line.objects.filter(pk=line.pk).update(notice=words)


def _batches(uids: Sequence[int]) -> Iterator[Sequence[int]]:
    rest = iter(uids)
    while batch := list(islice(rest, BATCH)):
        yield batch
