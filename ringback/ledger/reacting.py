"""How `now` reactions follow their events: same transaction, breadth first, at most eight deep, each in a
savepoint.

The register is filled at start from the module that settings.RINGBACK_REACTIONS names, which lies far above.
"""

import logging
import traceback
from collections import deque
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from functools import cache
from importlib import import_module

from django.conf import settings
from django.db import transaction

from ringback.kit.clock import now
from ringback.ledger.models import Event, Parked

DEEPEST = 8
Reaction = Callable[[Event], None]
logger = logging.getLogger(__name__)

_queue: ContextVar["deque[tuple[Event, int]] | None"] = ContextVar("queue", default=None)
_cause: ContextVar[tuple[int, int] | None] = ContextVar("cause", default=None)  # (event id, depth)


def cause() -> int | None:
    """The event whose reaction is running, if one is."""
    running = _cause.get()
    return running[0] if running else None


def follow(events: list[Event]) -> None:
    """Run what follows `events`. Called while another reaction runs, it only queues: breadth first."""
    running = _cause.get()
    depth = running[1] + 1 if running else 0
    waiting = _queue.get()
    if waiting is not None:
        waiting.extend((event, depth) for event in events)
        return
    waiting = deque((event, depth) for event in events)
    token = _queue.set(waiting)
    try:
        while waiting:
            _react(*waiting.popleft())
    finally:
        _queue.reset(token)


def _react(event: Event, depth: int) -> None:
    reactions = register().get(event.kind, ())
    if reactions and depth >= DEEPEST:
        park("too deep", event.pk, f"more than {DEEPEST} reactions deep at {event.kind}")
        return
    for reaction in reactions:
        _one(reaction, event, depth)


def _one(reaction: Reaction, event: Event, depth: int) -> None:
    token = _cause.set((event.pk, depth))
    try:
        with transaction.atomic():
            reaction(event)
    except Exception:
        logger.exception("reaction %s to event %s failed and is parked", reaction.__name__, event.pk)
        park(reaction.__name__, event.pk, traceback.format_exc(limit=-6))
    finally:
        _cause.reset(token)


def park(name: str, event_id: int, error: str) -> None:
    """Keep a failed reaction where people see it."""
    Parked.objects.create(name=name[:120], event_id=event_id, at=now(), error=error[:8000])


@cache
def register() -> Mapping[str, tuple[Reaction, ...]]:
    """Event kind -> reactions, from the one page that says what follows what."""
    page = import_module(settings.RINGBACK_REACTIONS)
    now_page: Mapping[str, tuple[Reaction, ...]] = page.NOW
    return now_page
