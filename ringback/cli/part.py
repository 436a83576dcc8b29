"""One process that is to be there always: started, started again when it dies, stopped. Without Django."""

import os
import subprocess
import sys
import time

SETTLED = 30.0  # seconds after which a death no longer counts as an early one
LONGEST_PAUSE = 10.0


class Part:
    """`words` are a `ringback` command; `hands` are descriptors it inherits."""

    def __init__(self, name: str, *words: str, hands: tuple[int, ...] = (), **environment: str) -> None:
        self.name = name
        self._command = [sys.executable, "-m", "ringback", *words]
        self._hands = hands
        self._environment = {"RINGBACK_SUPERVISOR": str(os.getpid()), "MALLOC_ARENA_MAX": "2", **environment}
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._failures = 0
        self._not_before = 0.0

    def keep(self, now: float) -> None:
        """Start it when it is not there, with growing pauses while it keeps dying young."""
        if self._process and self._process.poll() is not None:
            self._died(self._process.returncode, now)
        if self._process is None and now >= self._not_before:
            self._started = now
            self._process = subprocess.Popen(  # noqa: S603  (our own program)
                self._command,
                env=os.environ | self._environment,
                pass_fds=self._hands,
                stdin=subprocess.DEVNULL,
                # Ctrl+C in the terminal is the supervisor's to pass on, once.
                start_new_session=True,
            )

    def terminate(self) -> None:
        if self._process and self._process.poll() is None:
            self._process.terminate()

    def wait(self, until: float) -> None:
        """Wait for its end, and put one to it at `until` (monotonic seconds)."""
        if self._process is None:
            return
        try:
            self._process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _died(self, status: int, now: float) -> None:
        print(f"ringback: {self.name} ended ({status}) and is started again", file=sys.stderr, flush=True)
        self._failures = self._failures + 1 if now - self._started < SETTLED else 1
        self._not_before = now + pause(self._failures)
        self._process = None


def pause(failures: int) -> float:
    """Seconds before the next start after so many early deaths in a row: none, then doubling."""
    return 0.0 if failures <= 1 else min(LONGEST_PAUSE, 0.1 * 2.0 ** min(failures, 10))
