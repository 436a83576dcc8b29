import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from ringback.channels.adapters.email.parsed import ParsedMail
from ringback.channels.adapters.email.parser_process import Parser
from tests.channels.adapters.email.mails import HEAD, multipart

MAIL = (HEAD + "\nHello").encode()


@pytest.fixture
def parser(tmp_path: Path) -> Iterator[Parser]:
    running = Parser(tmp_path / "parser.pid")
    yield running
    running.close()


def pid(folder: Path) -> int:
    return int((folder / "parser.pid").read_text())


def test_a_mail_is_parsed_apart_and_its_files_lie_in_the_folder(parser: Parser, tmp_path: Path) -> None:
    raw = multipart("mixed", "\nHello", "Content-Type: a/b; name=f\n\nfile").encode()
    mail = parser.parse(raw, tmp_path)
    assert (mail.subject, mail.text) == ("Help", "Hello")
    assert Path(mail.files[0].path).read_bytes() == b"file"
    assert pid(tmp_path) != os.getpid()


def test_a_process_that_was_killed_is_started_again(parser: Parser, tmp_path: Path) -> None:
    parser.parse(MAIL, tmp_path)
    first = pid(tmp_path)
    os.kill(first, signal.SIGKILL)
    assert parser.parse(MAIL, tmp_path).text == "Hello"
    assert pid(tmp_path) != first


def test_killed_at_any_moment_no_mail_is_lost(parser: Parser, tmp_path: Path) -> None:
    parser.parse(MAIL, tmp_path)
    with ThreadPoolExecutor(3) as threads:
        waiting = [threads.submit(parser.parse, MAIL, tmp_path) for _ in range(60)]
        for asked in waiting[::12]:
            asked.result()
            with suppress(OSError, ValueError):
                os.kill(pid(tmp_path), signal.SIGKILL)
        found = [asked.result() for asked in waiting]
    assert all(mail.subject == "Help" for mail in found)


def test_a_large_mail_goes_through(parser: Parser, tmp_path: Path) -> None:
    raw = multipart("mixed", "\nHello", "Content-Type: a/b\n\n" + "x" * 20_000_000).encode()
    assert parser.parse(raw, tmp_path).files[0].size == 20_000_000


def test_it_ends_when_the_desk_ends(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from ringback.channels.adapters.email.parser_process import Parser\n"
        "parser = Parser(); parser.parse(b'From: a@b.example\\n\\nx', Path(sys.argv[1]))\n"
        "print(parser._process.pid, flush=True); sys.stdin.read()\n"
    )
    desk = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert desk.stdout
    parser = int(desk.stdout.readline())
    ended = os.pidfd_open(parser)
    desk.kill()
    desk.communicate()
    # Far longer than it may take; a process that has ended is readable at once.
    assert select.select([ended], [], [], 20)[0]
    os.close(ended)


def test_its_environment_holds_no_secret(
    parser: Parser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RINGBACK_SECRET", "do not tell")
    parser.parse(MAIL, tmp_path)
    assert b"do not tell" not in Path(f"/proc/{pid(tmp_path)}/environ").read_bytes()


def test_neither_the_parser_nor_the_desk_s_side_of_it_loads_django() -> None:
    code = (
        "import sys, ringback.channels.adapters.email, ringback.channels.adapters.email.parser_process\n"
        "assert not [name for name in sys.modules if name.split('.')[0] == 'django']"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_without_its_process_the_headers_are_still_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    mail: ParsedMail = Parser().parse(MAIL, tmp_path)
    assert (mail.subject, mail.text) == ("Help", "")
    assert mail.withheld
