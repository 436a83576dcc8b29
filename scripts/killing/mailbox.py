"""A Dovecot of our own on a free port, with Maildirs in a temporary folder."""

import imaplib
import os
import pwd
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ringback.bench.place import free_port

PASSWORD = "trial"  # noqa: S105  (of a server that lives for one trial on the loopback interface)
_PROGRAM = "/usr/sbin/dovecot"
_CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_max_userip_connections = 200
mail_location = maildir:{folder}/mail/%u
first_valid_uid = 1
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u
}}
namespace inbox {{
  inbox = yes
}}
service imap-login {{
  chroot =
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
"""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """The server and where it keeps its mail."""

    port: int
    folder: Path
    uid: int
    gid: int

    def put(self, user: str, name: str, raw: bytes) -> None:
        """Deliver one mail to a user's inbox, as a delivery agent does: whole or not at all."""
        maildir = self.folder / "mail" / user
        for part in ("tmp", "new", "cur"):
            self._own(maildir / part)
        waiting = maildir / "tmp" / name
        waiting.write_bytes(raw)
        os.chown(waiting, self.uid, self.gid)
        waiting.rename(maildir / "new" / name)

    def served(self, user: str) -> list[bytes]:
        """Every mail of a user's inbox as the server hands it over; looking changes nothing."""
        with self.login(user) as imap:
            imap.select("INBOX", readonly=True)
            return [self._literal(imap, uid) for uid in self._uids(imap)]

    def count(self, user: str, folder: str) -> int:
        """How many mails are in a folder; 0 when there is none of that name."""
        with self.login(user) as imap:
            status, answer = imap.select(folder, readonly=True)
            return int(answer[0] or 0) if status == "OK" else 0

    def login(self, user: str) -> imaplib.IMAP4:
        """A session of the user's own."""
        imap = imaplib.IMAP4("127.0.0.1", self.port, timeout=30)
        imap.login(user, PASSWORD)
        return imap

    def _own(self, folder: Path) -> None:
        if not folder.exists():
            # Dovecot makes the same folders at the first sign-in, perhaps at this moment.
            folder.mkdir(parents=True, exist_ok=True)
            for each in (folder, folder.parent):
                if each != self.folder:
                    os.chown(each, self.uid, self.gid)

    def _uids(self, imap: imaplib.IMAP4) -> list[str]:
        return [uid.decode() for uid in imap.uid("SEARCH", "ALL")[1][0].split()]

    def _literal(self, imap: imaplib.IMAP4, uid: str) -> bytes:
        parts = imap.uid("FETCH", uid, "(BODY.PEEK[])")[1]
        return bytes(next(part[1] for part in parts if isinstance(part, tuple)))


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    """A server that lives as long as the block. Raises FileNotFoundError where Dovecot is not installed."""
    owner = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
    with tempfile.TemporaryDirectory(prefix="ringback-dovecot-") as folder:
        box = Mailbox(free_port(), Path(folder), owner.pw_uid, owner.pw_gid)
        # Its processes run as somebody else, and have to find the way to their mail.
        box.folder.chmod(0o755)
        box._own(box.folder / "mail")
        server = _started(box)
        try:
            _wait_for(box, server)
            yield box
        finally:
            server.terminate()
            server.wait(20)


def _started(box: Mailbox) -> "subprocess.Popen[bytes]":
    config = box.folder / "dovecot.conf"
    values = {"folder": box.folder, "password": PASSWORD, "uid": box.uid, "gid": box.gid, "port": box.port}
    config.write_text(_CONFIG.format(**values))
    return subprocess.Popen([_PROGRAM, "-F", "-c", str(config)], stderr=subprocess.DEVNULL)  # noqa: S603


def _wait_for(box: Mailbox, server: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + 20
    while time.monotonic() < end and server.poll() is None:
        try:
            box.login("probe").logout()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"Dovecot did not start, see {box.folder / 'dovecot.log'}")
