"""One SMTP conversation, its answers told apart: for good, for now, or trouble with the server (RFC 5321)."""

import base64
import smtplib
import time
from types import TracebackType
from typing import Any, Self

from ringback.channels.adapters.email.trouble import (
    ADVICE,
    ASK_CONSENT,
    ASK_PASSWORD,
    Server,
    Trouble,
    trouble_of,
)
from ringback.kit.connector import Unreachable, connect
from ringback.kit.networks import mail_networks
from ringback.kit.text import one_line
from ringback.kit.timed_socket import TimedSocket

CONNECT = 60.0  # seconds, also for each command
DATA = 300.0  # seconds of silence while content is on its way
WHOLE = 900.0  # seconds for the whole conversation: leases on deliveries are longer than this
_LONGEST_COMMAND = 500
Answer = tuple[int, str]


class SmtpClient:
    """Connected, over TLS where asked for and signed in once entered as a context. Raises Trouble."""

    def __init__(self, server: Server, own_name: str, connect_seconds: float = CONNECT) -> None:
        self._server = server
        self._wire = _Wire(local_hostname=own_name)
        self._seconds = connect_seconds

    def __enter__(self) -> Self:
        try:
            self._open()
            self._sign_in()
        except Unreachable as away:
            self.close()
            raise trouble_of(away, _ADVICE) from away
        except (OSError, smtplib.SMTPException) as cut:
            self.close()
            raise Trouble("talk", f"{self._server.host} broke off the conversation: {_said(cut)}") from cut
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        if kind is None:
            self._ask("QUIT")
        self.close()

    def close(self) -> None:
        """Hang up without a word."""
        self._wire.close()

    def offers(self, extension: str) -> bool:
        """Whether the server named the extension in its greeting."""
        return self._wire.has_extn(extension)

    def sender(self, address: str, size: int, utf8: bool = False) -> Answer:
        """MAIL FROM; the empty address is the null return path."""
        options = f" SIZE={size}" if self.offers("size") else ""
        if utf8:
            self._wire.command_encoding = "utf-8"
            options += " SMTPUTF8 BODY=8BITMIME"
        return self._ask("MAIL", f"FROM:<{address}>{options}")

    def recipient(self, address: str) -> Answer:
        """RCPT TO."""
        return self._ask("RCPT", f"TO:<{address}>")

    def content(self, raw: bytes) -> Answer:
        """DATA: the answer to the whole mail. Code 0: the line was cut, nobody knows whether it was taken."""
        self._wire.patience(DATA)
        try:
            code, said = self._wire.data(raw)
        except smtplib.SMTPDataError as no:
            code, said = no.smtp_code, _bytes(no.smtp_error)
        except (OSError, smtplib.SMTPException) as cut:
            return 0, _said(cut)
        finally:
            self._wire.patience(CONNECT)
        return code, _text(said)

    def reset(self) -> None:
        """Forget sender and recipients."""
        self._ask("RSET")

    def _open(self) -> None:
        server = self._server
        raw = connect(server.host, server.port, networks=mail_networks(), timeout=self._seconds)
        timed = TimedSocket(raw, time.monotonic() + WHOLE, self._seconds)
        if server.tls == "tls":
            timed.secure(server.host)
        code, said = self._wire.take_over(timed)
        if code != 220:
            raise Trouble("connect", f"{server.host} takes no mail from us now: {_text(said)}")
        self._wire.ehlo_or_helo_if_needed()
        if server.tls == "starttls":
            self._start_tls(timed)

    def _start_tls(self, timed: TimedSocket) -> None:
        if not self.offers("starttls") or self._ask("STARTTLS")[0] != 220:
            raise Trouble("tls", f"{self._server.host} does not offer STARTTLS.", _ADVICE["tls"])
        timed.secure(self._server.host)
        self._wire.take_over_secured(timed)
        self._wire.ehlo_or_helo_if_needed()

    def _sign_in(self) -> None:
        if not self._server.user:
            return
        if self._server.token:
            code, said = self._show_token()
        else:
            code, said = self._authenticate(self._server.user.encode(), self._server.password.encode())
        if code == 535 or code == 534:
            what = "consent" if self._server.token else "name or the password"
            advice = ASK_CONSENT if self._server.token else ASK_PASSWORD
            raise Trouble("sign-in", f"{self._server.host} refuses the {what}: {said}", advice)
        if code not in (235, 503):
            raise Trouble("sign-in", f"Signing in at {self._server.host} did not work: {said}")

    def _show_token(self) -> Answer:
        ways = str(self._wire.esmtp_features.get("auth", "")).upper().split()
        told = {"XOAUTH2": (self._server.xoauth2, ""), "OAUTHBEARER": (self._server.oauthbearer, "AQ==")}
        way = next((name for name in told if name in ways), "")
        if not way:
            return 0, "it takes no consent instead of a password (neither XOAUTH2 nor OAUTHBEARER)"
        first, then = told[way]
        whole = f"{way} {_b64(first.encode())}"
        # What makes the command too long goes after it (RFC 4954, 4); Microsoft's tokens do.
        is_long = len(whole) > _LONGEST_COMMAND
        answer = self._ask("AUTH", way if is_long else whole)
        if is_long and answer[0] == 334:
            answer = self._ask(_b64(first.encode()))
        # A no is told as a challenge first, and wants an empty answer.
        return self._ask(then) if answer[0] == 334 else answer

    def _authenticate(self, user: bytes, password: bytes) -> Answer:
        # Written here because smtplib takes ASCII passwords only.
        ways = str(self._wire.esmtp_features.get("auth", "")).upper().split()
        if "PLAIN" in ways:
            return self._ask("AUTH", "PLAIN " + _b64(b"\0" + user + b"\0" + password))
        if "LOGIN" not in ways:
            return 0, "it offers no way that we know (PLAIN or LOGIN)"
        answer = self._ask("AUTH", "LOGIN")
        for word in (user, password):
            if answer[0] == 334:
                answer = self._ask(_b64(word))
        return answer

    def _ask(self, command: str, rest: str = "") -> Answer:
        try:
            code, said = self._wire.docmd(command, rest)
        except (OSError, smtplib.SMTPException, UnicodeError) as cut:
            return 0, _said(cut)
        return code, _text(said)


class _Wire(smtplib.SMTP):
    """smtplib's commands over a socket that we have opened."""

    def take_over(self, timed: Any) -> tuple[int, bytes]:
        self.sock = timed
        return self.getreply()

    def take_over_secured(self, timed: Any) -> None:
        # What was said before TLS does not count (RFC 3207, 4.2), least of all what somebody slipped in.
        self.sock, self.file = timed, None
        self.helo_resp = self.ehlo_resp = None
        self.esmtp_features, self.does_esmtp = {}, False

    def patience(self, seconds: float) -> None:
        if self.sock:
            self.sock.settimeout(seconds)


_ADVICE = {**ADVICE, "refused": "Check the port: usual are 465 (TLS) and 587 (STARTTLS)."}


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _bytes(said: bytes | str) -> bytes:
    return said if isinstance(said, bytes) else said.encode()


def _text(said: bytes) -> str:
    return one_line(said.decode("utf-8", "replace"), 500)


def _said(cut: BaseException) -> str:
    if isinstance(cut, TimeoutError):
        return "the server did not answer in time"
    if isinstance(cut, smtplib.SMTPServerDisconnected):
        return "the server hung up"
    return one_line(str(cut), 300) or type(cut).__name__
