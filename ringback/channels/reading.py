"""Reading one mailbox: every mail is durable here before it is put away there."""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from time import monotonic

from django.db import Error, OperationalError

from ringback.channels.adapters.email.imap import Listed, Mailbox, TooLarge
from ringback.channels.adapters.email.trouble import Refused, Server
from ringback.channels.consenting import token_for
from ringback.channels.models import Inbound, Line
from ringback.channels.take_in import Handed, take_in
from ringback.kit import crypto
from ringback.kit.clock import now
from ringback.kit.text import one_line

logger = logging.getLogger(__name__)
BATCH = 100
GoesOn = Callable[[], bool]


FIRST_PAUSE, LONGEST_PAUSE = (
    30.0,
    3600.0,
)  # seconds until a mail that could not be taken in is asked for again


@dataclass(frozen=True, slots=True)
class Left:
    """A mail that stays where it is: why, and when (monotonic seconds) it is worth asking again."""

    why: str
    again: float
    pause: float


@dataclass(slots=True)
class Pass:
    """What one connection has done: how many mails were taken in, up to which UID all were looked at, which of them
    stay where they are, and what an administrator should know."""

    taken: int = 0
    reached: int = 0
    left: dict[int, Left] = field(default_factory=dict)
    notices: set[str] = field(default_factory=set)

    def due(self) -> list[int]:
        """What was left and is worth another try."""
        return sorted(uid for uid, left in self.left.items() if left.again <= monotonic())

    def leave(self, uid: int, why: str) -> None:
        """Let a mail lie, and others pass it, for a time that grows with every try."""
        before = self.left.get(uid)
        pause = min(LONGEST_PAUSE, before.pause * 2) if before else FIRST_PAUSE
        self.left[uid] = Left(why, monotonic() + pause, pause)


def server_of(line: Line) -> Server:
    """Where a line's mail comes in. Raises ValueError when its password was sealed under another key, and Trouble where
    it signs in by a consent that does not hold."""
    token, secret = token_for(line), line.imap_secret
    password = "" if token else crypto.unseal(secret)
    return Server(line.imap_host, line.imap_port, line.imap_tls, line.imap_user, password, token)


def enter(line: Line, box: Mailbox) -> None:
    """Open the line's folder. With a new UIDVALIDITY start over: the content keys make that harmless."""
    validity = box.select(line.imap_folder)
    if validity != line.uid_validity:
        line.uid_validity, line.last_uid = validity, 0
        line.save(update_fields=["uid_validity", "last_uid"])


def read_new(line: Line, box: Mailbox, goes_on: GoesOn, done: Pass | None = None) -> Pass:
    """Take in what came after the last mail read, however long ago that was, and put it away. `done`: what this
    connection did before.

    Raises Trouble for the server, OperationalError and OSError for the desk: what was not taken in is still
    on the server then. A mail that the server or the desk refuses is left, and keeps no other out.
    """
    done = done or Pass()
    done.reached = max(done.reached, line.last_uid)
    try:
        for uids in _batches([*done.due(), *box.uids(done.reached)]):
            done.reached = max(done.reached, read(line, box, place(line), uids, done, goes_on))
            _remember(line, done)
    finally:
        _note(line, done)
    return done


def read(line: Line, box: Mailbox, where: str, uids: Sequence[int], done: Pass, goes_on: GoesOn) -> int:
    """Take in and put away these mails of the open folder; the last one dealt with. `where`: see `place`."""
    known = _known(line, where, uids)
    listed = _listed(box, [uid for uid in uids if uid not in known], done)
    last = 0
    for uid in uids:
        if not goes_on():
            break
        if uid in known or uid in listed:
            _one(line, box, where, uid, listed.get(uid), done)
        last = uid
    return last


def _listed(box: Mailbox, uids: Sequence[int], done: Pass) -> dict[int, Listed]:
    """As the server lists them; where it refuses that for several at once, one by one."""
    try:
        return box.listed(uids) if uids else {}
    except Refused as no:
        if len(uids) == 1:
            done.leave(uids[0], str(no))
            return {}
    return {uid: one for each in uids for uid, one in _listed(box, [each], done).items()}


def place(line: Line) -> str:
    """Where the line's new mail is, as receipts name it: the UID goes behind."""
    return place_in(line, line.imap_folder, line.uid_validity)


def place_in(line: Line, folder: str, uid_validity: int) -> str:
    """A folder of the line's mailbox, as receipts name it. Two mailboxes may count with the same UIDVALIDITY, so the
    mailbox is part of the name."""
    mailbox = sha256(f"{line.imap_user}@{line.imap_host}:{line.imap_port}".encode()).hexdigest()[:12]
    return f"{mailbox}/{folder}/{uid_validity}"


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
        done.left.pop(uid, None)
    except (TooLarge, Refused) as no:
        done.leave(uid, str(no))
    except (OperationalError, OSError):
        raise
    except (Error, ValueError, LookupError, TypeError, AssertionError) as fault:
        # One mail that we cannot take in must not keep the next ones out.
        logger.exception("mail %s of line %s stays on the server", uid, line.pk)
        done.leave(uid, f"{type(fault).__name__}: {fault}")


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


def _known(line: Line, where: str, uids: Sequence[int]) -> set[int]:
    refs = {f"{where}/{uid}": uid for uid in uids}
    found = Inbound.objects.filter(line=line, source_ref__in=list(refs)).values_list("source_ref", flat=True)
    return {refs[ref] for ref in found if ref}


def _remember(line: Line, done: Pass) -> None:
    """Up to where nothing is left to do, so that the next connection sees what stays here."""
    last = min([done.reached, *(uid - 1 for uid in done.left)])
    if last != line.last_uid:
        line.last_uid = last
        Line.objects.filter(pk=line.pk).update(last_uid=last)


def _note(line: Line, done: Pass) -> None:
    words = one_line(" ".join([*_of_left(line, done), *sorted(done.notices)]), 1000)
    changed = (words, len(done.left)) != (line.notice, line.left_count)
    # What a server lacks stays true while no mail comes.
    if changed and (words or done.taken or line.left_count):
        line.notice, line.left_count = words, len(done.left)
        Line.objects.filter(pk=line.pk).update(notice=words, left_count=len(done.left))


def _of_left(line: Line, done: Pass) -> list[str]:
    named = sorted(done.left.items())[:3]
    words = [f"Mail {uid} stays in {line.imap_folder}: {left.why}" for uid, left in named]
    more = len(done.left) - len(named)
    return [*words, f"And {more} more."] if more else words


def _batches(uids: Sequence[int]) -> Iterator[Sequence[int]]:
    rest = iter(uids)
    while batch := list(islice(rest, BATCH)):
        yield batch
