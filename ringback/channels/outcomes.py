"""What came of an attempt, written down once: by whoever still holds the fence."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from ringback.channels.adapters.email.deliver import Outcome
from ringback.channels.models import Attempt, Delivery, Line, Recipient
from ringback.kit.clock import now
from ringback.kit.text import one_line
from ringback.ledger.actor import SYSTEM, Actor
from ringback.ledger.append import Fact, append

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)
LINE_PAUSES = timedelta(minutes=1), timedelta(minutes=5)


@transaction.atomic
def record(delivery: Delivery, left: list[Recipient], attempt: Attempt, outcome: Outcome) -> None:
    """Settle recipients, delivery, attempt and line, with one event; nothing when another has the fence."""
    at = now()
    if at >= delivery.give_up_at:
        _give_up(outcome)
    state, due_at = _next(delivery, outcome, at)
    words = one_line(next(iter([*outcome.refused.values(), *outcome.delayed.values()]), ""), 1000)
    mine = Delivery.objects.filter(pk=delivery.pk, fence=delivery.fence, state=Delivery.SENDING)
    sent_at = at if outcome.accepted else delivery.sent_at
    if not mine.update(
        state=state, due_at=due_at, failure=words, sent_at=sent_at, lease_until=None, holder=""
    ):
        return
    _settle(left, outcome, at)
    _close(attempt, outcome, words, at)
    facts = _facts(delivery, outcome, words)
    if facts:
        append(Actor("line", delivery.line_id) if delivery.line_id else SYSTEM, *facts)
    if delivery.line:
        _note_line(delivery.line, outcome, at)


def pause(attempts: int) -> timedelta:
    """How long to wait after that many attempts: one minute, doubled each time, an hour at most."""
    doubled: int = 2 ** min(max(attempts - 1, 0), 10)
    return min(FIRST_PAUSE * doubled, LONGEST_PAUSE)


def line_pause(failing_for: timedelta) -> timedelta:
    """How long a line's mail waits while its server is in trouble: soon back when it heals."""
    return min(max(LINE_PAUSES[0], failing_for / 4), LINE_PAUSES[1])


def _give_up(outcome: Outcome) -> None:
    for address, said in outcome.delayed.items():
        outcome.refused[address] = f"Given up after days of trying. Last answer: {said}"
    outcome.delayed = {}


def _next(delivery: Delivery, outcome: Outcome, at: datetime) -> tuple[str, datetime]:
    if outcome.delayed:
        return Delivery.DELAYED, min(at + _wait(delivery, outcome, at), max(delivery.give_up_at, at))
    settled = set(delivery.recipients.exclude(state=Recipient.QUEUED).values_list("state", flat=True))
    if outcome.refused or Recipient.FAILED in settled:
        return Delivery.FAILED, at
    return (Delivery.BOUNCED if Recipient.BOUNCED in settled else Delivery.SENT), at


def _wait(delivery: Delivery, outcome: Outcome, at: datetime) -> timedelta:
    if not (outcome.trouble and delivery.line):
        return pause(delivery.attempts)
    return line_pause(at - (delivery.line.send_failing_since or at))


def _settle(left: list[Recipient], outcome: Outcome, at: datetime) -> None:
    changed = [row for row in left if _judge(row, outcome, at)]
    if changed:
        Recipient.objects.bulk_update(changed, ["state", "detail", "at"])


def _judge(row: Recipient, outcome: Outcome, at: datetime) -> bool:
    said = outcome.refused.get(row.address) or outcome.delayed.get(row.address) or ""
    if row.address in outcome.accepted:
        row.state = Recipient.SENT
    elif row.address in outcome.refused:
        row.state = Recipient.FAILED
    row.detail, row.at = one_line(said, 500), at
    return True


def _close(attempt: Attempt, outcome: Outcome, words: str, at: datetime) -> None:
    attempt.ended_at, attempt.ok = at, not (outcome.refused or outcome.delayed)
    attempt.code, attempt.answer = str(outcome.code or ""), words
    attempt.save(update_fields=["ended_at", "ok", "code", "answer"])


def _facts(delivery: Delivery, outcome: Outcome, words: str) -> list[Fact]:
    """One event: a failure before a delay before success. Further delays of the same mail say nothing new."""
    counts = {
        "accepted": len(outcome.accepted),
        "refused": len(outcome.refused),
        "delayed": len(outcome.delayed),
    }
    if outcome.refused:
        return [Fact("delivery.failed", "delivery", delivery.pk, data=counts, detail={"answer": words})]
    if outcome.delayed:
        first = delivery.attempts == 1
        return (
            [Fact("delivery.delayed", "delivery", delivery.pk, data=counts, detail={"answer": words})]
            if first
            else []
        )
    return [Fact("delivery.sent", "delivery", delivery.pk, data=counts)]


def _note_line(line: Line, outcome: Outcome, at: datetime) -> None:
    if outcome.trouble:
        words = one_line(f"{outcome.trouble.message} {outcome.trouble.advice}", 1000)
        Line.objects.filter(pk=line.pk, send_failing_since=None).update(send_failing_since=at)
        Line.objects.filter(pk=line.pk).update(send_failure=words)
        # The rest of the line's mail would meet the same wall, each after its own time-out.
        waiting = Delivery.objects.filter(
            line=line, state__in=[Delivery.QUEUED, Delivery.DELAYED], due_at__lte=at
        )
        waiting.update(due_at=at + line_pause(at - (line.send_failing_since or at)))
    elif outcome.code:
        stale = (
            Q(sent_at=None) | Q(sent_at__lt=at - timedelta(minutes=1)) | Q(send_failing_since__isnull=False)
        )
        Line.objects.filter(stale, pk=line.pk).update(sent_at=at, send_failing_since=None, send_failure="")
