"""Keeps the processes of a desk alive until it is told to stop. Without Django, so that it stays small."""

import fcntl
import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path

from ringback.cli.part import Part

LOOK = 0.1  # seconds between two looks
PATIENCE = 12.0  # seconds the parts have to end by themselves


def claim(folder: Path) -> int:
    """Write `supervisor.pid` into `folder` and hold it. Raises OSError with a sentence if another has it."""
    folder.mkdir(parents=True, exist_ok=True)
    held = os.open(folder / "supervisor.pid", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        other = os.read(held, 20).decode().strip()
        raise OSError(f"a desk runs in {folder.parent} already (process {other}).") from None
    os.ftruncate(held, 0)
    os.write(held, f"{os.getpid()}\n".encode())
    return held


def supervise(parts: Sequence[Part]) -> None:
    """Start the parts and whatever of them dies, until SIGTERM or SIGINT; then stop them all."""
    stopping: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda got, _: stopping.append(got))
    while not stopping:
        for part in parts:
            part.keep(time.monotonic())
        time.sleep(LOOK)
    for part in parts:
        part.terminate()
    until = time.monotonic() + PATIENCE
    for part in parts:
        part.wait(until)
