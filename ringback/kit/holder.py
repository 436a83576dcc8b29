"""Which process holds a thing, told so that others on the machine can see when it is gone for good.

A lease alone would let a mail wait for as long as it runs after its sender was killed; but a sender known to
be dead holds no conversation any more, so nobody has to wait.
"""

import os
import socket
from functools import cache
from pathlib import Path


def holder() -> str:
    """This process, as kept beside what it holds."""
    return _of(os.getpid())


def is_gone(held_by: str) -> bool:
    """Whether the process is known to have ended. False for processes elsewhere: nobody here can know."""
    place, _, rest = held_by.rpartition("|")
    pid, _, start = rest.partition("@")
    if place != _place() or not pid.isdigit():
        return False
    return _start(int(pid)) != start


def is_running(pid: int) -> bool:
    """Whether there is a process of that id on this machine."""
    return _start(pid) not in ("", "gone") if Path("/proc").is_dir() else _runs(pid)


@cache
def _of(pid: int) -> str:
    return f"{_place()}|{pid}@{_start(pid)}"


@cache
def _place() -> str:
    space = Path("/proc/self/ns/pid")
    return f"{socket.gethostname()[:30]}|{space.readlink() if space.is_symlink() else ''}"


def _start(pid: int) -> str:
    """When the process started, in the system's own units: process ids are used again. Empty for none."""
    try:
        fields = (
            Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        )
        return "" if fields[0] in "ZX" else fields[19]
    except OSError:
        return "" if not Path("/proc").is_dir() and _runs(pid) else "gone"


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
