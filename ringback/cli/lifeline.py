"""What every process of a desk does: leave its pid where people look, and end when its supervisor does."""

import ctypes
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from ringback.kit.data_folder import data_folder

_PR_SET_PDEATHSIG = 1  # prctl(2)


@contextmanager
def held(name: str) -> Iterator[None]:
    """`run/<name>.pid` while the block runs. Under a supervisor on Linux, its death is a SIGTERM to us."""
    pid = data_folder() / "run" / f"{name}.pid"
    pid.parent.mkdir(parents=True, exist_ok=True)
    pid.write_text(f"{os.getpid()}\n")
    _follow_into_death()
    try:
        yield
    finally:
        if pid.exists() and pid.read_text().strip() == str(os.getpid()):
            pid.unlink()


def _follow_into_death() -> None:
    supervisor = os.environ.get("RINGBACK_SUPERVISOR")
    if supervisor and sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        # It may have died before we asked.
        if os.getppid() != int(supervisor):
            sys.exit(0)
