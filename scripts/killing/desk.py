"""A desk that runs for real, and whose processes can be killed."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ringback.bench.client import Client, Request
from ringback.bench.place import Place
from ringback.bench.processes import Watched

CODE = "import sys; from ringback.cli.main import main; sys.exit(main())"


@dataclass(slots=True)
class Desk:
    """`ringback run` in a place. The supervisor is never killed: somebody has to bring the others back."""

    place: Place
    supervisor: "subprocess.Popen[bytes]"

    def kill_one(self, dice: random.Random) -> str:
        """Kill -9 one process, whichever it is, and give its name. One that was killed before has to be there again;
        empty when none is within half a minute."""
        end = time.monotonic() + 30
        while time.monotonic() < end:
            alive = processes(self.place.folder / "data")
            name, pid = dice.choice(alive) if alive else ("", 0)
            if pid and kill(pid):
                return name
            time.sleep(0.05)
        return ""


def processes(data: Path) -> list[tuple[str, int]]:
    """Those that left their pid in a folder of data, by name; the worker and what reads mail twice as often as others,
    for it is they who hold mail."""
    found: list[tuple[str, int]] = []
    for file in (data / "run").glob("*.pid"):
        pid = _pid(file)
        if pid and file.stem != "supervisor":
            found += [(file.stem, pid)] * (1 if file.stem in ("web", "live") else 2)
            if file.stem == "parser":
                found += [("parser child", child) for child in Watched((pid,)).tree() - {pid}]
    return found


@contextmanager
def desk(place: Place) -> Iterator[Desk]:
    """The desk, answering; stopped when the block is left."""
    with (place.folder / "desk.log").open("ab") as log:
        command = [sys.executable, "-c", CODE, "run", "--host", "127.0.0.1", "--port", str(place.port)]
        process = subprocess.Popen(command, env=place.environment, stdout=log, stderr=log)  # noqa: S603
        try:
            wait_until(lambda: answers(place.port), 60, "the desk did not answer")
            yield Desk(place, process)
        finally:
            process.terminate()
            process.wait(60)


def ringback(place: Place, arguments: Sequence[str], given: str = "") -> str:
    """What a `ringback` command prints. Raises CalledProcessError when it fails."""
    return _run(["-c", CODE, *arguments], place, given)


def inside(place: Place, name: str, *arguments: str) -> str:
    """What a module of the scripts (`killing.history`) prints when it runs with the desk's own settings."""
    return _run(["-m", "scripts.killing.inside", name, *arguments], place, "")


def wait_until(done: object, seconds: float, otherwise: str) -> None:
    """Ask `done` again and again. Raises TimeoutError with `otherwise`."""
    end = time.monotonic() + seconds
    while not done():  # type: ignore[operator]
        if time.monotonic() > end:
            raise TimeoutError(otherwise)
        time.sleep(0.1)


def _run(arguments: Sequence[str], place: Place, given: str) -> str:
    command = [sys.executable, *arguments]
    done = subprocess.run(  # noqa: S603
        command, env=place.environment, input=given, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(arguments[-4:])} failed: {done.stderr[-2000:]}")
    return done.stdout


def answers(port: int) -> bool:
    try:
        with Client(port, timeout=5) as client:
            return client.send(Request("/health")).status == 200
    except OSError:
        return False


def kill(pid: int) -> bool:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def _pid(file: Path) -> int:
    try:
        return int(file.read_text())
    except (OSError, ValueError):
        return 0
