"""One mail in a process of its own, with limits that the system holds: time, memory, the clock on the
wall."""

import os
import resource
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from ringback.channels.adapters.email.parse import KEPT, parse, parse_headers
from ringback.channels.adapters.email.parsed import ParsedMail
from ringback.channels.adapters.email.parsed_json import to_json

CPU_SECONDS = 10
WALL_SECONDS = 20
MOST_MEMORY = 512 * 1024 * 1024
_OUT_OF_MEMORY, _FAULT = 3, 4


def parse_apart(raw: bytes, folder: Path, client: int) -> bytes:
    """The JSON of what `raw` says, by a forked child. Where that dies over a limit: of its headers alone, by
    another. Where that dies as well: of an unreadable mail. Raises EOFError where the client (a pipe) goes
    meanwhile."""
    answer, reason = run(lambda: parse(raw, folder), client)
    if answer:
        return answer
    answer, _ = run(lambda: parse_headers(raw, f"{reason} {KEPT}"), client)
    return answer or to_json(ParsedMail(unreadable=reason))


def run(work: Callable[[], ParsedMail], client: int) -> tuple[bytes, str]:
    """What `work` makes, or why it did not."""
    source, sink = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(source)
        _in_child(work, sink)
    os.close(sink)
    answer = None
    try:
        answer = _collect(source, client)
    finally:
        os.close(source)
        if answer is None:
            os.kill(child, signal.SIGKILL)
        # The pipe ends with the child, so that this never waits for long.
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return (answer, "") if answer and status == 0 else (b"", _reason(status))


def _collect(source: int, client: int) -> bytes | None:
    """All that the child writes until it ends; None when its time is up first."""
    until = time.monotonic() + WALL_SECONDS
    pieces: list[bytes] = []
    poll = select.poll()
    poll.register(source, select.POLLIN)
    poll.register(client, 0)
    while (left := until - time.monotonic()) > 0:
        ready = dict(poll.poll(left * 1000))
        if client in ready and source not in ready:
            raise EOFError("the desk has gone")
        if source in ready:
            piece = os.read(source, 1 << 20)
            if not piece:
                return b"".join(pieces)
            pieces.append(piece)
    return None


def _in_child(work: Callable[[], ParsedMail], sink: int) -> None:
    """Never returns: whatever happens, this process ends here."""
    code = _FAULT
    try:
        _limit()
        answer = memoryview(to_json(work()))
        while answer:
            answer = answer[os.write(sink, answer) :]
        code = 0
    except MemoryError:
        code = _OUT_OF_MEMORY
    except BaseException:
        traceback.print_exc(file=sys.stderr)
    finally:
        os._exit(code)


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        # Elsewhere the address space is no measure of memory.
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def _reason(status: int) -> str:
    if status == _OUT_OF_MEMORY:
        return "Reading the mail took too much memory."
    if status in (-signal.SIGXCPU, -signal.SIGKILL):
        return "Reading the mail took too long."
    return "The mail could not be read."
