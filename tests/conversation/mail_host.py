"""A mail host as a house would have one: OpenSMTPD sends and delivers, Dovecot shows what it delivered. As root, on
free ports, with mount points of its own, so that nothing of the machine's is touched."""

import os
import shutil
import smtplib
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.channels.dovecot import Dovecot, dovecot
from tests.servers import free_port, wait_for

_SMTPD = """
listen on 127.0.0.1 port {port} hostname mx.desk.example
table everybody {{ "@" = nobody }}
action "boxes" maildir "{boxes}/%{{rcpt.user:lowercase|strip}}" user nobody virtual <everybody>
action "away" relay host "smtp+notls://127.0.0.1:{away}"
match from any for domain "gone.example" action "away"
match from any for any action "boxes"
"""
# The program's folders are fixed when it is built; a mount namespace gives it its own.
_START = """
mount --bind {folder}/run /run && mount --bind {folder}/spool /var/spool && exec {program} -d -f {folder}/smtpd.conf
"""


@dataclass(frozen=True)
class MailHost:
    """`smtp` and `imap` are ports; everybody has a mailbox, named by what stands before the @."""

    smtp: int
    imap: int
    boxes: Path

    def send(self, mail: EmailMessage) -> None:
        """Hand a mail over as its sender's own server would."""
        with smtplib.SMTP("127.0.0.1", self.smtp, timeout=20) as client:
            client.send_message(mail)

    def box(self, user: str) -> Dovecot:
        """Somebody's mailbox, to look into with a mail program."""
        return Dovecot(self.imap, user)

    def newest(self, user: str, number: int) -> bytes:
        """The `number`-th mail in somebody's mailbox; waits for it."""
        files = wait_for(lambda: self._at_least(user, number), f"{user} has not got {number} mails")
        return files[number - 1].read_bytes()

    def _at_least(self, user: str, number: int) -> list[Path]:
        found = [path for part in ("new", "cur") for path in (self.boxes / user / part).glob("*")]
        found.sort(key=lambda path: path.stat().st_ctime_ns)
        return found if len(found) >= number else []


@contextmanager
def mail_host(away: int) -> Iterator[MailHost]:
    """Started and stopped by process ids. Mail for gone.example goes on to the port `away`."""
    program = shutil.which("smtpd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if not program or os.geteuid() != 0:
        pytest.skip("OpenSMTPD is not installed, or this is not root")
    with tempfile.TemporaryDirectory(prefix="mail-host-") as name, dovecot(_boxes(Path(name))) as shown:
        folder, port = Path(name), free_port()
        _prepare(folder, port, away, program)
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                ["unshare", "--mount", "sh", str(folder / "start")], stdout=log, stderr=log
            )
        try:
            wait_for(lambda: _answers(port), "OpenSMTPD did not start")
            yield MailHost(port, shown.port, folder / "boxes")
        finally:
            process.terminate()
            process.wait(20)


def _boxes(folder: Path) -> str:
    return f"mail_location = maildir:{folder}/boxes/%u"


def _prepare(folder: Path, port: int, away: int, program: str) -> None:
    folder.chmod(0o755)
    for name, mode in (("run", 0o755), ("spool", 0o755), ("spool/smtpd", 0o711), ("boxes", 0o777)):
        (folder / name).mkdir()
        (folder / name).chmod(mode)
    config = _SMTPD.format(port=port, away=away, boxes=folder / "boxes")
    (folder / "smtpd.conf").write_text(config, encoding="utf-8")
    (folder / "start").write_text(_START.format(folder=folder, program=program), encoding="utf-8")


def _answers(port: int) -> bool:
    try:
        with smtplib.SMTP("127.0.0.1", port, timeout=5) as client:
            return client.noop()[0] == 250
    except (OSError, smtplib.SMTPException):
        return False
