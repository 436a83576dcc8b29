import subprocess
import sys

from ringback.kit.holder import holder, is_gone

TELL = "from ringback.kit.holder import holder; print(holder(), flush=True); input()"


def test_a_process_is_not_gone_while_it_runs_and_is_when_it_was_killed() -> None:
    other = subprocess.Popen(
        [sys.executable, "-c", TELL], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout
    told = other.stdout.readline().strip()
    assert not is_gone(told)
    other.kill()
    other.wait()
    assert is_gone(told)


def test_this_process_is_here() -> None:
    assert not is_gone(holder())


def test_another_process_under_the_same_number_is_not_the_same() -> None:
    assert is_gone(holder().rpartition("@")[0] + "@1")


def test_processes_elsewhere_are_never_called_gone() -> None:
    assert not is_gone("elsewhere|pid:[1]|99999999@1")
    assert not is_gone("")
