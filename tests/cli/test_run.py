"""`ringback run`: whatever dies comes back, nobody is turned away meanwhile, and nothing is left behind."""

import os
import signal
import socket

import pytest

from tests.fresh import Fresh
from tests.servers import Desk, command, free_port, wait_for

# One process of the test run starts the shared desk, not each.
pytestmark = pytest.mark.xdist_group("killed desk")


def test_callers_wait_while_a_killed_web_process_is_started_again(shared_desk: Desk) -> None:
    killed = shared_desk.kill("web")
    assert shared_desk.get("/sign-in").status == 200
    assert shared_desk.pid("web") != killed


def test_a_killed_worker_comes_back(shared_desk: Desk) -> None:
    killed = shared_desk.kill("worker")
    assert shared_desk.pid("worker") != killed


def test_nothing_outlives_a_killed_supervisor(desk: Desk) -> None:
    parts = [desk.pid("web"), desk.pid("worker")]
    desk.supervisor.kill()
    desk.supervisor.wait()
    wait_for(lambda: not any(_exists(pid) for pid in parts), "parts outlive their supervisor")


def test_a_stop_ends_every_process_and_leaves_no_pid_behind(desk: Desk) -> None:
    parts = [desk.pid("web"), desk.pid("worker")]
    desk.supervisor.send_signal(signal.SIGTERM)
    assert desk.supervisor.wait(20) == 0
    assert not any(_exists(pid) for pid in parts)
    assert list((desk.data / "run").glob("*.pid")) == []


def test_a_folder_has_one_desk_at_a_time(shared_desk: Desk) -> None:
    second = shared_desk.run("run", "--port", str(free_port()))
    assert second.returncode == 1
    assert f"process {shared_desk.supervisor.pid}" in second.stderr


def test_a_taken_port_is_said_in_one_sentence_before_anything_starts(fresh_db: Fresh) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = command(fresh_db, "run", "--port", str(port))
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"ringback run: port {port} on 127.0.0.1 can't be had")
    assert refused.stderr.count("\n") == 1
    assert not (fresh_db.data / "run").exists()


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
