"""Once a day: does the desk have a receipt for everything that lies on the server?"""

import logging
from collections.abc import Callable

from ringback.channels.adapters.email.imap import Mailbox
from ringback.channels.adapters.email.trouble import Trouble
from ringback.channels.models import Inbound, Line
from ringback.channels.reading import Pass, enter, known_places, place, place_in, read, server_of
from ringback.kit.clock import now

logger = logging.getLogger(__name__)
BATCH = 200
GoesOn = Callable[[], bool]


def reconcile(goes_on: GoesOn = lambda: True) -> None:
    """Count the mail in each line's folders against its receipts, and take in what has none.

    Called outside any transaction. A line whose server is in trouble waits for the next time; its reader says
    what is wrong.
    """
    for line in Line.objects.filter(is_active=True).exclude(imap_host="").order_by("id"):
        if not goes_on():
            return
        try:
            reconcile_line(line, goes_on)
        except (Trouble, OSError, ValueError) as trouble:
            logger.warning("line %s could not be reconciled: %s", line.pk, trouble)


def reconcile_line(line: Line, goes_on: GoesOn = lambda: True) -> int:
    """Reconcile one line; returns how many mails were missing and have been taken in."""
    with Mailbox(server_of(line)) as box:
        on_server, missing = _inbox(line, box, goes_on)
        if line.after == Line.MOVE:
            there, taken = _processed(line, box, goes_on)
            on_server, missing = on_server + there, missing + taken
    line.server_count, line.desk_count, line.reconciled_at = on_server, _receipts(line), now()
    line.save(update_fields=["server_count", "desk_count", "reconciled_at"])
    return missing


def _inbox(line: Line, box: Mailbox, goes_on: GoesOn) -> tuple[int, int]:
    """Mail that became visible out of order has a UID the reader has gone past. Mail it has yet to reach does
    not count."""
    enter(line, box)
    passed, done = [uid for uid in box.uids() if uid <= line.last_uid], Pass()
    known = known_places(line, place(line), passed)
    _take(line, box, place(line), [uid for uid in passed if uid not in known], done, goes_on)
    return sum(uid <= line.last_uid for uid in box.uids()), done.taken


def _processed(line: Line, box: Mailbox, goes_on: GoesOn) -> tuple[int, int]:
    try:
        where = place_in(line, line.move_to, box.select(line.move_to))
    except Trouble as trouble:
        if trouble.step == "folder":
            return 0, 0
        raise
    uids, done = box.uids(), Pass()
    if len(uids) > _receipts(line):
        known = known_places(line, where, uids)
        strange = _without_receipt(line, box, [uid for uid in uids if uid not in known])
        # It lies where it belongs already: marking it as read is all that is left to do.
        stays = Line(pk=line.pk, after=Line.SEEN, imap_folder=line.move_to, live_from=line.live_from)
        _take(stays, box, where, strange, done, goes_on)
    return len(uids), done.taken


def _without_receipt(line: Line, box: Mailbox, uids: list[int]) -> list[int]:
    """What was moved here has another UID than its receipt says, but still its Message-ID."""
    found: list[int] = []
    for start in range(0, len(uids), BATCH):
        ids = box.message_ids(uids[start : start + BATCH])
        wanted = {one for one in ids.values() if one}
        known = set(
            Inbound.objects.filter(line=line, message_id__in=wanted).values_list("message_id", flat=True)
        )
        found += [uid for uid, one in ids.items() if one not in known]
    return found


def _take(line: Line, box: Mailbox, where: str, uids: list[int], done: Pass, goes_on: GoesOn) -> None:
    for start in range(0, len(uids), BATCH):
        read(line, box, where, uids[start : start + BATCH], done, goes_on)


def _receipts(line: Line) -> int:
    return Inbound.objects.filter(line=line, source="imap").count()
