"""Taking mail in: real mails, the real parser process, one after the other."""

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass

from ringback.bench.mails import Thread, mails
from ringback.bench.processes import Watched
from ringback.bench.seed.people import line_address
from ringback.bench.statements import counting
from ringback.channels.adapters.email.parser_process import Parser
from ringback.channels.models import Inbound, Line
from ringback.channels.take_in import Handed, take_in
from ringback.kit.clock import now
from ringback.tickets.intake import process
from ringback.tickets.models import Message

MAILS, WARM_UP = 300, 20


@dataclass(frozen=True, slots=True)
class Taken:
    """Mails a second, processor milliseconds and statements of one, from its bytes to its end."""

    per_second: float
    cpu_ms: float
    statements: float


def measured(database: str) -> Taken:
    """Take MAILS mails in and measure; `database` is the name of a PostgreSQL database, or empty."""
    line, parser = Line.objects.select_related("team").get(pk=1), Parser()
    waiting = list(mails(WARM_UP + MAILS, line.address, threads(line)))
    _take(line, parser, waiting[:WARM_UP])
    watched = Watched((os.getpid(),), database)
    started, before = time.monotonic(), watched.cpu_ms()
    with counting() as sent:
        _take(line, parser, waiting[WARM_UP:])
    cpu, seconds = watched.cpu_ms() - before, time.monotonic() - started
    parser.close()
    return Taken(round(MAILS / seconds, 1), round(cpu / MAILS, 2), round(len(sent) / MAILS, 1))


def hand_over(count: int) -> None:
    """Take so many further mails over and leave them to the worker."""
    line = Line.objects.select_related("team").get(pk=2)
    for number, raw in enumerate(mails(count, line_address(2), seed=17)):
        take_in(line, Handed(raw, "imap", now(), ref=f"INBOX/2/{number}"))


def is_done() -> bool:
    """Whether no mail waits for its end."""
    return not Inbound.objects.waiting().exists()


def threads(line: Line) -> Sequence[Thread]:
    """What we sent from the line lately."""
    sent = Message.objects.filter(ticket__line=line, direction=Message.OUT).select_related("ticket__contact")
    parts = sent.order_by("-id").values_list(
        "message_id", "ticket__contact__name", "ticket__contact__identities__value", "ticket__subject"
    )
    return [Thread(*part) for part in parts[:200]]


def _take(line: Line, parser: Parser, raws: Sequence[bytes]) -> None:
    for raw in raws:
        inbound = take_in(line, Handed(raw, "imap", now(), ref=f"INBOX/1/new-{hash(raw)}"))
        end = process(inbound, parser)
        if end not in (Inbound.OPENED, Inbound.THREADED):
            raise RuntimeError(f"a sound mail ended as {end or 'nothing'}")
