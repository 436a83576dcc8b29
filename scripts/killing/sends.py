"""The trial of sending: replies leave while the worker dies."""

import json
import random
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.parser import BytesHeaderParser
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from ringback.bench.place import Place, free_port
from scripts.killing.desk import desk, inside, wait_until
from scripts.killing.intake import prepare


@dataclass(slots=True)
class Result:
    """How many mails of each Message-ID arrived, beyond one each, and what is not as it must be."""

    killed: int = 0
    arrived: int = 0
    doubled: int = 0
    history: Mapping[str, Any] = field(default_factory=dict)
    deviations: list[str] = field(default_factory=list)


class Sink:
    """Takes every mail and counts it by its Message-ID."""

    def __init__(self) -> None:
        self.mails: Counter[str] = Counter()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Count and accept (the name is aiosmtpd's)."""
        content = envelope.content
        head = BytesHeaderParser().parsebytes(content if isinstance(content, bytes) else b"")
        self.mails[str(head["Message-ID"]).strip("<>")] += 1
        return "250 taken"


def try_sends(place: Place, count: int, kills: int, seed: int, seconds: float) -> Result:
    """Let a desk at `place` send `count` replies to a sink while its worker is killed `kills` times."""
    dice, sink = random.Random(seed), Sink()  # noqa: S311  (nothing here is secret)
    with _listening(sink) as port:
        prepare(place, smtp=f"smtp://127.0.0.1:{port}")
        with desk(place) as running:
            result = Result()
            for lot in _lots(count, max(kills, 1)):
                inside(place, "killing.replies", str(lot))
                result.killed += bool(kills and running.kill_one(dice))
                time.sleep(dice.uniform(0, 0.5))
            late = _wait_until_sent(place, count, seconds)
    result.history = json.loads(inside(place, "killing.sent"))
    result.arrived, result.doubled = len(sink.mails), sink.mails.total() - len(sink.mails)
    result.deviations = late + deviations(sink.mails, result.history["message_ids"], result.killed)
    result.history = {"states": result.history["states"]}
    return result


def deviations(arrived: Mapping[str, int], written: list[str], kills: int) -> list[str]:
    """What does not agree between the replies written and arrived (by Message-ID), in words. Pure."""
    lost = [message_id for message_id in written if message_id not in arrived]
    foreign = [message_id for message_id in arrived if message_id not in written]
    doubled = sum(arrived.values()) - len(arrived)
    found = {
        f"{len(lost)} replies never arrived": lost,
        f"{len(foreign)} mails arrived that nobody wrote": foreign,
        f"{doubled} replies arrived again after only {kills} kills": doubled > kills,
    }
    return [words for words, is_wrong in found.items() if is_wrong]


@contextmanager
def _listening(sink: Sink) -> Iterator[int]:
    controller = Controller(sink, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def _lots(count: int, lots: int) -> list[int]:
    return [count * (n + 1) // lots - count * n // lots for n in range(lots)]


def _wait_until_sent(place: Place, count: int, seconds: float) -> list[str]:
    def is_done() -> bool:
        return bool(json.loads(inside(place, "killing.sent"))["states"].get("sent", 0) == count)

    try:
        wait_until(is_done, seconds, "")
    except TimeoutError:
        return [f"after {seconds:.0f} seconds not all replies were sent"]
    return []
