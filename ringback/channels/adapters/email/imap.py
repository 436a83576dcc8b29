"""One mailbox: reading by UID, and putting away what was taken in. Knows nothing of lines and receipts."""

import imaplib
import re
import ssl
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Any, Self

from imap_tools.imap_utf7 import utf7_encode

from ringback.channels.adapters.email.imap_wire import MOST, SECONDS, ImapWire
from ringback.channels.adapters.email.trouble import (
    ADVICE,
    ASK_CONSENT,
    ASK_PASSWORD,
    Refused,
    Server,
    Trouble,
    trouble_of,
)
from ringback.kit.connector import Unreachable
from ringback.kit.text import one_line

_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
_DATE = re.compile(rb'\bINTERNALDATE "([^"]+)"')
_BODY = re.compile(rb"\bBODY\[\](?:<0>)? (?:\{(\d+)\+?\}$|\"((?:[^\"\\]|\\.)*)\"|NIL\b)")
_ID = re.compile(rb"(?im)^message-id:\s*<?([^>\r\n]+)>?")
# What may follow the body inside the brackets of its answer; anything else means a length that was a lie.
_REST = re.compile(
    rb'(?: (?:UID \d+|FLAGS \([^)]*\)|INTERNALDATE "[^"]*"|RFC822\.SIZE \d+|MODSEQ \(\d+\)))*\)'
)


@dataclass(frozen=True, slots=True)
class Listed:
    """One mail as the server lists it: when it arrived there, and how large it says it is."""

    uid: int
    size: int
    arrived: datetime | None


class TooLarge(Exception):
    """A mail beyond what the desk takes in; it stays where it is."""


class Mailbox:
    """Signed in once entered as a context. Raises Trouble, in plain words, whatever the server does."""

    def __init__(self, server: Server, seconds: float = SECONDS) -> None:
        self._server = server
        self._seconds = seconds
        self._prefix = ""

    def __enter__(self) -> Self:
        with _in_words(self._server):
            self._wire = ImapWire(self._server, self._seconds)
        try:
            self._sign_in()
        except BaseException:
            self._wire.shutdown()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._wire.logout()
        except (OSError, imaplib.IMAP4.error):
            return
        finally:
            self._wire.shutdown()

    def select(self, folder: str) -> int:
        """Open a folder for reading and writing; its UIDVALIDITY. Trouble where there is none of the name."""
        with _in_words(self._server):
            typ, said = self._wire.select(self._name(folder))
            if typ != "OK":
                raise Trouble(
                    "folder", f"There is no folder {folder}: {_text(said)}", "Check the name of the folder."
                )
            _, data = self._wire.response("UIDVALIDITY")
        return int(data[0]) if data and data[0] else 0

    def uids(self, above: int = 0) -> list[int]:
        """UIDs of the open folder above `above`, ascending."""
        data = self._do("SEARCH", "UID", f"{above + 1}:*")
        found = (
            int(word) for line in data if isinstance(line, bytes) for word in line.split() if word.isdigit()
        )
        # "*" means the last mail, also when that lies below.
        return sorted({uid for uid in found if uid > above})

    def listed(self, uids: Iterable[int]) -> dict[int, Listed]:
        """Size and arrival of those of `uids` that are still there."""
        data = self._do("FETCH", _set(uids), "(UID INTERNALDATE RFC822.SIZE)")
        lines = (_listed(line) for line in data if isinstance(line, bytes))
        return {one.uid: one for one in lines if one}

    def raw(self, uid: int, size: int = 0) -> bytes | None:
        """The bytes of one mail, unmarked as read; None when it is gone. Raises TooLarge."""
        # A server may be wrong about a size: what it calls too large is read as far as we would go.
        what = "BODY.PEEK[]" if size <= MOST else f"BODY.PEEK[]<0.{MOST + 1}>"
        found = _body(self._do("FETCH", str(uid), f"(UID {what})"), uid)
        if found is not None and len(found) > MOST:
            raise TooLarge(f"a mail of {size} bytes is larger than {MOST}")
        return found

    def message_ids(self, uids: Iterable[int]) -> dict[int, str]:
        """The Message-ID of each mail, without angle brackets; empty where it has none."""
        data = self._do("FETCH", _set(uids), "(UID BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])")
        return dict(_with_id(item) for item in data if isinstance(item, tuple) and _UID.search(item[0]))

    def make(self, folder: str) -> None:
        """Make the folder if it is not there."""
        with _in_words(self._server):
            typ, said = self._wire.create(self._name(folder))
            if typ == "OK":
                self._wire.subscribe(self._name(folder))
            elif not self._is_there(folder):
                raise Trouble(
                    "folder", f"The folder {folder} cannot be made: {_text(said)}", "Make it by hand."
                )

    def move(self, uid: int, folder: str) -> bool:
        """Move one mail. False: copied and marked as deleted, for the server removes it only with others."""
        if self._wire.has("MOVE"):
            self._do("MOVE", str(uid), self._name(folder), retry=lambda: self.make(folder))
            return True
        self._do("COPY", str(uid), self._name(folder), retry=lambda: self.make(folder))
        return self.delete(uid)

    def delete(self, uid: int) -> bool:
        """Delete one mail, and never another that somebody marked. False: marked only, see `move`."""
        self._do("STORE", str(uid), "+FLAGS.SILENT", r"(\Deleted)")
        if self._wire.has("UIDPLUS"):
            self._do("EXPUNGE", str(uid))
        return self._wire.has("UIDPLUS")

    def mark_seen(self, uid: int) -> None:
        """Mark one mail as read."""
        self._do("STORE", str(uid), "+FLAGS.SILENT", r"(\Seen)")

    def wait(self, seconds: float, goes_on: Callable[[], bool]) -> bool:
        """Wait for new mail in the open folder, `seconds` at most. Without IDLE: False, without waiting."""
        with _in_words(self._server):
            if self._wire.has("IDLE"):
                return self._wire.sit(seconds, goes_on)
            self._wire.noop()
            return False

    @property
    def can_wait(self) -> bool:
        """Whether `wait` waits at all."""
        return self._wire.has("IDLE")

    def _sign_in(self) -> None:
        with _in_words(self._server):
            if (
                not self._server.token
                and not self._wire.has("AUTH=PLAIN")
                and self._wire.has("LOGINDISABLED")
            ):
                advice = "Use TLS or STARTTLS."
                raise Trouble(
                    "sign-in", f"{self._server.host} lets nobody sign in without encryption.", advice
                )
            try:
                self._authenticate()
            except imaplib.IMAP4.abort:
                raise
            except imaplib.IMAP4.error as no:
                what = "consent" if self._server.token else "name or the password"
                words = f"{self._server.host} refuses the {what}: {_text(no.args)}"
                advice = ASK_CONSENT if self._server.token else ASK_PASSWORD
                raise Trouble("sign-in", words, advice) from no
            self._wire.ask_capabilities()
            self._prefix = self._personal_prefix()

    def _show_token(self) -> None:
        """A server that does not take it says why as a challenge, and wants an empty answer before its no."""
        ways = {"XOAUTH2": (self._server.xoauth2, b""), "OAUTHBEARER": (self._server.oauthbearer, b"\x01")}
        way = next((name for name in ways if self._wire.has(f"AUTH={name}")), "")
        if not way:
            words = f"{self._server.host} takes no consent instead of a password (neither XOAUTH2 nor OAUTHBEARER)."
            raise Trouble("sign-in", words, "Give it a password, or ask whoever runs it.")
        first, then = ways[way]
        left = [first.encode(), then]

        def say(_: bytes) -> bytes:
            if not left:
                raise ValueError("it asks again and again")
            return left.pop(0)

        self._wire.authenticate(way, say)

    def _authenticate(self) -> None:
        if self._server.token:
            self._show_token()
            return
        user, password = self._server.user, self._server.password
        if self._wire.has("AUTH=PLAIN"):
            secret = f"\0{user}\0{password}".encode()
            self._wire.authenticate("PLAIN", lambda _: secret)
        else:
            self._wire.login(_quoted(user), password)

    def _personal_prefix(self) -> str:
        """What the names of our own folders begin with (RFC 2342): on some servers all lie below INBOX."""
        if not self._wire.has("NAMESPACE"):
            return ""
        _, data = self._wire.namespace()
        found = re.match(rb'\(\("([^"]*)"', data[0] or b"") if data else None
        return found[1].decode("ascii", "replace") if found else ""

    def _name(self, folder: str) -> str:
        if folder.upper() == "INBOX" or folder.startswith(self._prefix):
            return _quoted(utf7_encode(folder).decode("ascii"))
        return _quoted(self._prefix + utf7_encode(folder).decode("ascii"))

    def _is_there(self, folder: str) -> bool:
        _, data = self._wire.list('""', self._name(folder))
        return any(data)

    def _do(self, command: str, *arguments: str, retry: Callable[[], None] | None = None) -> list[Any]:
        with _in_words(self._server):
            typ, data = self._asked(command, *arguments)
            if typ == "OK":
                return data
            if retry:
                retry()
                return self._do(command, *arguments)
            step = "folder" if command in ("MOVE", "COPY") else "talk"
            raise Refused(step, f"{self._server.host} does not carry out {command}: {_text(data)}")

    def _asked(self, command: str, *arguments: str) -> tuple[str, list[Any]]:
        try:
            return self._wire.uid(command, *arguments)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as bad:
            # The answer BAD, for which the library raises what it raises for a broken connection's parent.
            return "BAD", list(bad.args)


@contextmanager
def _in_words(server: Server) -> Iterator[None]:
    try:
        yield
    except Unreachable as away:
        raise trouble_of(away, _ADVICE) from away
    except ssl.SSLError as bad:
        raise Trouble("tls", f"{server.host} does not offer STARTTLS.", _ADVICE["tls"]) from bad
    except TimeoutError as slow:
        raise Trouble("talk", f"{server.host} has stopped answering.") from slow
    except (OSError, imaplib.IMAP4.error, ValueError) as cut:
        raise Trouble("talk", f"{server.host} broke off the conversation: {_text(cut.args)}") from cut


_ADVICE = {**ADVICE, "refused": "Check the port: usual are 993 (TLS) and 143 (STARTTLS)."}


def _listed(line: bytes) -> Listed | None:
    uid, size, date = _UID.search(line), _SIZE.search(line), _DATE.search(line)
    if not uid or not size:
        return None
    return Listed(int(uid[1]), int(size[1]), _moment(date[1]) if date else None)


def _moment(text: bytes) -> datetime | None:
    try:
        return datetime.strptime(text.decode("ascii").strip(), "%d-%b-%Y %H:%M:%S %z")
    except ValueError:
        return None


def _body(data: list[Any], uid: int) -> bytes | None:
    """The body out of the pieces of an answer, None if it is not there. Trouble when it is not whole."""
    for place, item in enumerate(data):
        head = item[0] if isinstance(item, tuple) else item
        named = _UID.search(head or b"")
        found = _BODY.search(head or b"")
        if not found or (named and int(named[1]) != uid):
            continue
        if not isinstance(item, tuple):
            return re.sub(rb"\\(.)", rb"\1", found[2] or b"")
        rest = data[place + 1] if place + 1 < len(data) else b""
        if len(item[1]) != int(found[1]) or not isinstance(rest, bytes) or not _REST.fullmatch(rest):
            raise Trouble("talk", "The server has sent a mail of another length than it said.")
        return bytes(item[1])
    return None


def _with_id(item: tuple[bytes, bytes]) -> tuple[int, str]:
    uid, found = _UID.search(item[0]), _ID.search(re.sub(rb"\r\n(?=[ \t])", b"", item[1]))
    return int(uid[1]) if uid else 0, found[1].decode("utf-8", "replace").strip() if found else ""


def _set(uids: Iterable[int]) -> str:
    return ",".join(str(uid) for uid in uids)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _text(said: Iterable[Any]) -> str:
    words = (w.decode("utf-8", "replace") if isinstance(w, bytes) else str(w) for w in said if w)
    return one_line(" ".join(words), 300)
