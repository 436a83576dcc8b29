"""What processes cost, as the system tells it."""

import os
import subprocess
import sys

from ringback.bench.processes import Watched

_BUSY = "import time; end = time.process_time() + 0.2\nwhile time.process_time() < end: pass"


def test_the_time_of_ended_children_counts() -> None:
    watched = Watched((os.getpid(),))
    before = watched.cpu_ms()
    subprocess.run([sys.executable, "-c", _BUSY], check=True)
    assert watched.cpu_ms() - before >= 180


def test_children_belong_to_the_tree_while_they_live() -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    assert child.pid in Watched((os.getpid(),)).tree()
    child.communicate(b"\n")
    assert child.pid not in Watched((os.getpid(),)).tree()


def test_memory_is_that_of_all_and_nobody_uses_none() -> None:
    assert Watched((os.getpid(),)).pss_mb() > 5
    assert Watched(()).pss_mb() == 0
    assert Watched((2**22 + 1,)).cpu_ms() == 0
