"""The parser's process: small, warm, without Django. It forks a child for each mail, and ends with the
desk."""

import argparse
import gc
import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import Lock

from ringback.channels.adapters.email import parser_child
from ringback.channels.adapters.email.parse import KEPT, parse_headers
from ringback.channels.adapters.email.parsed import ParsedMail
from ringback.channels.adapters.email.parsed_json import from_json
from ringback.channels.adapters.email.parser_wire import receive, send
from ringback.channels.adapters.email.warm_up import warm_up

_PATIENCE = 2 * parser_child.WALL_SECONDS + 10


class Parser:
    """The desk's side. The process is started with the first mail, by whatever process asks, and started
    again when it has died. Safe to use from several threads; they take turns."""

    def __init__(self, pid_file: Path | None = None) -> None:
        self._pid_file = pid_file
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def parse(self, raw: bytes, folder: Path) -> ParsedMail:
        """What `raw` says; its files are written below `folder`, which must exist. Raises nothing for what a
        mail contains: over a limit it comes back with `withheld`. A process killed under way is asked once
        more."""
        with self._lock:
            for _ in range(2):
                try:
                    return self._ask(raw, folder)
                except (OSError, EOFError, ValueError, KeyError, TypeError):
                    self._end()
        return parse_headers(raw, f"The parser ended while it read the mail. {KEPT}")

    def close(self) -> None:
        """End the process; the next mail starts another."""
        with self._lock:
            self._end()

    def _ask(self, raw: bytes, folder: Path) -> ParsedMail:
        process = self._running()
        assert process.stdin
        assert process.stdout
        send(process.stdin.fileno(), os.fsencode(folder.resolve()), raw)
        return from_json(receive(process.stdout.fileno(), _PATIENCE))

    def _running(self) -> subprocess.Popen[bytes]:
        # A forked copy of the desk must not share the pipes of the one that began.
        if self._process is None or self._owner != os.getpid() or self._process.poll() is not None:
            self._process, self._owner = self._start(), os.getpid()
        return self._process

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", __name__]
        if self._pid_file:
            command += ["--pid-file", str(self._pid_file)]
        # Nothing of the desk's own environment: it holds secrets, and this process reads what strangers
        # write.
        environment = {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "LC_ALL": "C.UTF-8"}
        return subprocess.Popen(  # noqa: S603 - a fixed command
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
        )

    def _end(self) -> None:
        if self._process is None:
            return
        if self._owner == os.getpid():
            self._process.kill()
            self._process.communicate()
        self._process = None


def serve(source: int, answers: int) -> None:
    """Answer mails that come over `source` one after another until the desk closes it."""
    while True:
        try:
            folder = Path(os.fsdecode(receive(source)))
            send(answers, parser_child.parse_apart(receive(source), folder, source))
        except (EOFError, BrokenPipeError):
            return


def main(arguments: list[str] | None = None) -> None:
    """Run as `python -m`: mails on standard input, answers on standard output."""
    options = argparse.ArgumentParser(description="Parses mail in limited children.")
    options.add_argument("--pid-file", type=Path, help="where to write the process id")
    pid_file: Path | None = options.parse_args(arguments).pid_file
    # The desk ends this process by closing the pipe, so that a mail under way is not lost to a Ctrl-C.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.dup(1)
    os.dup2(2, 1)
    warm_up()
    gc.collect()
    gc.freeze()
    if pid_file:
        pid_file.write_text(f"{os.getpid()}\n")
    try:
        serve(0, answers)
    finally:
        if pid_file:
            pid_file.unlink(missing_ok=True)


if __name__ == "__main__":
    main()
