"""One worker: takes in mail, sends mail, and does what runs by the clock, until it is told to stop.

Any number of workers may run over one database: what only one may do is under leases, deliveries are claimed.
"""

import argparse
import os
import signal
import sys
import threading
import time

from ringback.cli import lifeline
from ringback.cli.turns import turn_after_turn
from ringback.schedule import LOOPS

STOPPING = 9.0  # seconds the loops have to end their turns


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="", help="ignored: a worker listens nowhere but at RINGBACK_SMTP")
    parser.add_argument("--port", default="", help="ignored")


def run(arguments: argparse.Namespace) -> int:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with lifeline.held("worker"):
        _work(stop)
    sys.stdout.flush()
    # A loop that waits for a far server must not hold up a stop: what it does is safe to cut off anywhere.
    os._exit(0)


def _work(stop: threading.Event) -> None:
    threads = [
        threading.Thread(target=turn_after_turn, args=(loop, stop), name=loop.name, daemon=True)
        for loop in LOOPS
    ]
    for thread in threads:
        thread.start()
    stop.wait()
    until = time.monotonic() + STOPPING
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))
