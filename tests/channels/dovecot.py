"""A real IMAP server for tests: Dovecot in the foreground, with a folder, ports and users of its own."""

import imaplib
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

PASSWORD = "pässword"
_CONFIG = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
mail_location = maildir:{folder}/mail/%u
first_valid_uid = 1
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home={folder}/mail/%u
}}
namespace inbox {{
  inbox = yes
}}
service imap-login {{
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
}}
service stats {{
  chroot =
}}
protocol imap {{
  mail_max_userip_connections = 100
}}
{more}
"""


@dataclass
class Dovecot:
    port: int
    user: str = "help"

    @contextmanager
    def client(self) -> Iterator[imaplib.IMAP4]:
        """Another mail program at the same mailbox."""
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=20)
        client.authenticate("PLAIN", lambda _: f"\0{self.user}\0{PASSWORD}".encode())
        try:
            yield client
        finally:
            client.logout()

    def deliver(self, *mails: bytes, at: datetime | None = None, folder: str = "INBOX") -> None:
        """Put mails into the mailbox, arrived `at`."""
        with self.client() as client:
            for raw in mails:
                when = imaplib.Time2Internaldate(at) if at else None
                assert client.append(folder, "", when, raw)[0] == "OK"

    def count(self, folder: str = "INBOX") -> int:
        """How many mails lie in a folder."""
        with self.client() as client:
            typ, data = client.select(folder, readonly=True)
        return int(data[0] or 0) if typ == "OK" else 0


@contextmanager
def dovecot(more: str = "") -> Iterator[Dovecot]:
    """Started and stopped by process id, with `more` configuration. Skips where Dovecot is missing."""
    program = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin")
    if not program:
        pytest.skip("Dovecot is not installed")
    with tempfile.TemporaryDirectory(prefix="dovecot-") as name:
        folder, port = Path(name), _free_port()
        folder.chmod(0o755)
        (folder / "mail").mkdir(mode=0o777)
        (folder / "mail").chmod(0o777)
        config = folder / "dovecot.conf"
        config.write_text(
            _CONFIG.format(folder=folder, port=port, password=PASSWORD, more=more), encoding="utf-8"
        )
        process = subprocess.Popen([str(program), "-F", "-c", str(config)])
        try:
            _wait(port, process, folder / "log")
            yield Dovecot(port)
        finally:
            process.terminate()
            process.wait(20)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(200):
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as found:
                if found.recv(4).startswith(b"* OK"):
                    return
        except OSError:
            time.sleep(0.05)
        if process.poll() is not None:
            break
    raise RuntimeError(f"Dovecot did not start: {log.read_text() if log.exists() else ''}")
