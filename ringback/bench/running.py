"""`ringback run` for as long as it is measured."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ringback.bench.client import Client, Request


@contextmanager
def running(port: int) -> Iterator[int]:
    """The desk of this process's environment on a port; its supervisor's pid. TimeoutError if it never answers."""
    command = [sys.executable, "-m", "ringback", "run", "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=os.environ)  # noqa: S603
    try:
        wait_until(lambda: _answers(port), 60, "The desk did not answer.")
        yield process.pid
    finally:
        process.terminate()
        process.wait(60)


def wait_until(is_so: Callable[[], bool], seconds: float, otherwise: str) -> None:
    """Look again and again. Raises TimeoutError with `otherwise` when it is not so in time."""
    end = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > end:
            raise TimeoutError(otherwise)
        time.sleep(0.1)


def _answers(port: int) -> bool:
    try:
        with Client(port, timeout=5) as client:
            return client.send(Request("/floor/hello")).status == 200
    except OSError:
        return False
