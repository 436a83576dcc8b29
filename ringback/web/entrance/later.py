"""One thread for what must not show in the time an answer takes. What waits is lost with the process: people ask
again."""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from threading import BoundedSemaphore
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

MOST_WAITING = 200
log = logging.getLogger(__name__)
_room = BoundedSemaphore(MOST_WAITING)
_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="later")


def later(do: Callable[..., Any], *given: Any) -> "Future[None] | None":
    """Run it behind the answer, in the context of the request. None when too much waits already."""
    if not _room.acquire(blocking=False):
        return None
    return _thread.submit(copy_context().run, _run, do, given)


def _run(do: Callable[..., Any], given: tuple[Any, ...]) -> None:
    try:
        do(*given)
    except Exception:
        log.exception("what was put off did not work")
    finally:
        _room.release()
        # Seldom needed, so not worth keeping: the next job opens its own.
        connections[DEFAULT_DB_ALIAS].close()
        del connections[DEFAULT_DB_ALIAS]
