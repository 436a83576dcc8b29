"""How far long work has come, on standard error: one line that changes on a terminal, else one line a step."""

import sys


class Progress:
    """Called with what is being done and how much of it so far."""

    def __init__(self) -> None:
        self._what = ""

    def __call__(self, what: str, count: int) -> None:
        if sys.stderr.isatty():
            print(f"\r\033[K{what} {count or ''}", end="", file=sys.stderr, flush=True)
        elif what != self._what:
            print(what, file=sys.stderr, flush=True)
        self._what = what

    def end(self) -> None:
        if sys.stderr.isatty():
            print("\r\033[K", end="", file=sys.stderr, flush=True)
