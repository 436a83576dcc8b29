"""Servers that tests start for themselves: the desk, and a mail server that only keeps what it is given."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import TypeVar

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.fresh import Fresh

# On PostgreSQL readers wait for the oldest transaction of the server, which may be that of another test.
PATIENCE = 600.0
T = TypeVar("T")


@dataclass(frozen=True)
class Desk:
    """A desk that runs: where it answers, where its things are, and its commands."""

    port: int
    made: Fresh
    supervisor: "subprocess.Popen[str]"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def data(self) -> Path:
        return self.made.data

    def run(self, *words: str, given: str = "") -> "subprocess.CompletedProcess[str]":
        """One `ringback` command on this desk."""
        return command(self.made, *words, given=given)

    def get(self, path: str, **headers: str) -> HTTPResponse:
        """The answer to GET, its body unread."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request(
            "GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )
        return connection.getresponse()

    def pid(self, name: str) -> int:
        """The process of that name; waits until there is one alive."""
        return wait_for(lambda: _alive(self.data / "run" / f"{name}.pid"), f"no process {name}")

    def kill(self, name: str) -> int:
        """kill -9; the id of the killed."""
        killed = self.pid(name)
        os.kill(killed, signal.SIGKILL)
        wait_for(lambda: not _runs(killed), f"{name} does not die")
        return killed


@dataclass
class Sink:
    """A mail server that accepts and keeps everything."""

    port: int
    kept: list[Envelope] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.kept.append(envelope)
        return "250 kept"


@contextmanager
def running(made: Fresh, host: str = "127.0.0.1") -> Iterator[Desk]:
    """`ringback run` over what was made, answering; stopped by its process id. `host`: what people call it."""
    port = free_port()
    address = {"RINGBACK_URL": f"http://{host}:{port}"}
    made = replace(made, environment=made.environment | address)
    process = subprocess.Popen(_ringback("run", "--port", str(port)), env=made.environment, text=True)
    try:
        wait_for(lambda: _answers(port), "the desk does not answer")
        yield Desk(port, made, process)
    finally:
        process.terminate()
        process.wait(PATIENCE)


@contextmanager
def smtp_sink() -> Iterator[Sink]:
    sink = Sink(free_port())
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()


def command(made: Fresh, *words: str, given: str = "") -> "subprocess.CompletedProcess[str]":
    """A `ringback` command to its end."""
    return subprocess.run(
        _ringback(*words), env=made.environment, input=given, capture_output=True, text=True, timeout=120
    )


def wait_for(asked: Callable[[], T], otherwise: str) -> T:
    """Ask until the answer is true. Fails with `otherwise` after two minutes."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if answer := asked():
            return answer
        time.sleep(0.05)
    raise AssertionError(otherwise)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _ringback(*words: str) -> list[str]:
    return [sys.executable, "-m", "ringback", *words]


def _answers(port: int) -> bool:
    try:
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("GET", "/health")
        return connection.getresponse().status < 500
    except OSError:
        return False


def _alive(file: Path) -> int:
    try:
        pid = int(file.read_text())
    except (OSError, ValueError):
        return 0
    return pid if _runs(pid) else 0


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
