"""The trial of the intake: mail arrives while processes die."""

import hashlib
import json
import random
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol

from ringback.bench.mails import mails
from ringback.bench.place import Place
from scripts.killing.desk import inside, ringback, wait_until
from scripts.killing.mailbox import PASSWORD, Mailbox
from scripts.killing.malformed import malformed

ADDRESS = "help@trial.example"
# Between two kills: from "while the process still starts" to "long after it has begun to work".
_PAUSES = (0.05, 2.5)


class Kills(Protocol):
    """What runs, and can be hurt."""

    def kill_one(self, dice: random.Random) -> str: ...


@dataclass(frozen=True, slots=True)
class Trial:
    """How much of what. `seconds`: the longest it may take."""

    mails: int
    malformed: int
    kills: int
    seed: int
    seconds: float


@dataclass(slots=True)
class Result:
    """What was killed how often, what the desk made of the mail, and what is not as it must be."""

    killed: Mapping[str, int] = field(default_factory=dict)
    seconds: float = 0
    history: Mapping[str, Any] = field(default_factory=dict)
    deviations: list[str] = field(default_factory=list)


def try_intake(
    place: Place, box: Mailbox, trial: Trial, started_by: Callable[[], AbstractContextManager[Kills]]
) -> Result:
    """Let what `started_by` runs at `place` take in the trial's mail. Raises TimeoutError when it never starts."""
    dice = random.Random(trial.seed)  # noqa: S311  (nothing here is secret)
    waiting = _mails(trial, dice)
    for number, raw in enumerate(waiting):
        box.put("source", f"{number:06d}.trial", raw)
    handed = [hashlib.sha256(raw).hexdigest() for raw in box.served("source")]
    prepare(place, f"imap://desk@127.0.0.1:{box.port}/INBOX", imap_password=PASSWORD)
    started = time.monotonic()
    with started_by() as running:
        killed = _kill_while_mail_arrives(running, box, waiting, trial, dice)
        trouble = _wait_for_the_end(place, box, trial.seconds - (time.monotonic() - started))
    result = Result(
        killed, round(time.monotonic() - started, 1), json.loads(inside(place, "killing.history")), trouble
    )
    result.deviations += deviations(result.history, handed)
    left = box.count("desk", "INBOX"), box.count("desk", "Processed")
    if not trouble and left != (0, len(handed)):
        result.deviations.append(
            f"{left[0]} mails are still in the inbox, {left[1]} of {len(handed)} were moved"
        )
    result.history = {name: value for name, value in result.history.items() if name != "raw"}
    return result


def prepare(place: Place, imap: str = "", smtp: str = "", imap_password: str = "") -> None:
    """Migrate, make the first user, and add the one line."""
    ringback(place, ["migrate"])
    ringback(place, ["setup", "--admin", "ada@trial.example", "--password-stdin"], "correct horse battery\n")
    servers = [*(["--imap", imap] if imap else []), *(["--smtp", smtp] if smtp else [])]
    ringback(
        place,
        ["line", "add", "Trial", "--address", ADDRESS, *servers, "--secrets-stdin"],
        f"imap={imap_password}\n",
    )


def deviations(history: Mapping[str, Any], handed: Sequence[str]) -> list[str]:
    """What does not agree between the mails handed over (hashes) and the desk's history, in words. Pure."""
    had, have = Counter(handed), Counter(history["raw"])
    lost, more = had - have, have - had
    doubled = sum(count for digest, count in more.items() if digest in had)
    opened, tickets = history["opened"], history["tickets"]
    found = {
        f"{lost.total()} mails are lost or not byte-identical": lost.total(),
        f"{doubled} mails were taken in twice": doubled,
        f"{more.total() - doubled} mails were never sent": more.total() - doubled,
        f"{history['waiting']} receipts have no end": history["waiting"],
        f"{history['without_message']} receipts lack their one message": history["without_message"],
        f"{history['empty_tickets']} tickets hold nothing": history["empty_tickets"],
        f"{history['opened_twice']} tickets were opened twice": history["opened_twice"],
        f"{tickets} tickets, but {opened} were opened": tickets != opened,
        f"{history['parked']} reactions are parked": history["parked"],
    }
    return [words for words, is_wrong in found.items() if is_wrong]


def _mails(trial: Trial, dice: random.Random) -> list[bytes]:
    sound = list(mails(trial.mails - trial.malformed, ADDRESS, seed=trial.seed))
    broken = malformed(range(trial.mails, trial.mails + trial.malformed), ADDRESS)
    mixed = sound + broken
    dice.shuffle(mixed)
    return mixed


def _kill_while_mail_arrives(
    running: Kills, box: Mailbox, waiting: Sequence[bytes], trial: Trial, dice: random.Random
) -> dict[str, int]:
    """Mail arrives in as many lots as there are kills, so that every kill finds some."""
    killed: Counter[str] = Counter()
    end = time.monotonic() + trial.seconds * 0.8
    sent = 0
    for number in range(1, trial.kills + 1):
        upto = len(waiting) * number // trial.kills
        while sent < upto:
            box.put("desk", f"{sent:06d}.trial", waiting[sent])
            sent += 1
        time.sleep(dice.uniform(*_PAUSES))
        if time.monotonic() < end and (name := running.kill_one(dice)):
            killed[name] += 1
    return dict(killed)


def _wait_for_the_end(place: Place, box: Mailbox, seconds: float) -> list[str]:
    """Nobody dies any more: everything must have its end before the time is over."""

    def is_done() -> bool:
        return (
            box.count("desk", "INBOX") == 0 and json.loads(inside(place, "killing.history"))["waiting"] == 0
        )

    try:
        wait_until(is_done, max(seconds, 30), "")
    except TimeoutError:
        return [f"after {seconds:.0f} seconds without kills the intake was still not done"]
    return []
